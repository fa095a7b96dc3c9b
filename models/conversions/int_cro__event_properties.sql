select
    cast(null as {{ dbt.type_string() }}) as event_key,
    cast(null as {{ dbt.type_string() }}) as property_name,
    cast(null as {{ dbt.type_string() }}) as property_value
from (select 1 as one) as nothing
where one = 0
