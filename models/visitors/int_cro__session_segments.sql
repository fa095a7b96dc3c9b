select
    cast(null as {{ dbt.type_string() }}) as session_key,
    cast(null as {{ dbt.type_string() }}) as segment_name,
    cast(null as {{ dbt.type_string() }}) as segment_value
from (select 1 as one) as nothing
where one = 0
