select
    cast(null as {{ dbt.type_string() }}) as event_key,
    cast(null as {{ dbt.type_string() }}) as source_name,
    cast(null as {{ dbt.type_string() }}) as event_name,
    cast(null as {{ cro.type_timestamp() }}) as occurred_at,
    cast(null as bigint) as event_sequence,
    cast(null as {{ dbt.type_string() }}) as platform,
    cast(null as {{ dbt.type_string() }}) as device_key,
    cast(null as {{ dbt.type_string() }}) as visitor_key,
    cast(null as {{ dbt.type_string() }}) as session_key
from (select 1 as one) as nothing
where one = 0
