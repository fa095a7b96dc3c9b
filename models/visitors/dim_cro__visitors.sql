select
    cast(null as {{ dbt.type_string() }}) as visitor_key,
    cast(null as {{ dbt.type_string() }}) as user_id,
    cast(null as boolean) as is_identified,
    cast(null as {{ cro.type_timestamp() }}) as first_seen_at,
    cast(null as {{ cro.type_timestamp() }}) as last_seen_at,
    cast(null as bigint) as session_count,
    cast(null as bigint) as event_count,
    cast(null as bigint) as device_count,
    cast(null as {{ dbt.type_string() }}) as first_channel,
    cast(null as {{ dbt.type_string() }}) as first_landing_page_type
from (select 1 as one) as nothing
where one = 0
