select
    cast(null as {{ dbt.type_string() }}) as conversion_event_key,
    cast(null as {{ dbt.type_string() }}) as event_key,
    cast(null as {{ dbt.type_string() }}) as conversion_key,
    cast(null as {{ dbt.type_string() }}) as conversion_type,
    cast(null as integer) as definition_version,
    cast(null as {{ dbt.type_string() }}) as visitor_key,
    cast(null as {{ dbt.type_string() }}) as session_key,
    cast(null as {{ dbt.type_string() }}) as source_name,
    cast(null as {{ dbt.type_string() }}) as platform,
    cast(null as {{ cro.type_timestamp() }}) as occurred_at,
    cast(null as bigint) as event_sequence,
    cast(null as {{ dbt.type_string() }}) as order_id,
    cast(null as {{ cro.type_amount() }}) as revenue,
    cast(null as {{ dbt.type_string() }}) as currency,
    cast(null as {{ dbt.type_string() }}) as counting_place,
    cast(null as boolean) as is_counted
from (select 1 as one) as nothing
where one = 0
