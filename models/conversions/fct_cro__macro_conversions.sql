select
    cast(null as {{ dbt.type_string() }}) as conversion_event_key,
    cast(null as {{ dbt.type_string() }}) as macro_conversion_key,
    cast(null as integer) as definition_version,
    cast(null as {{ dbt.type_string() }}) as macro_conversion_version_key,
    cast(null as {{ dbt.type_string() }}) as event_key,
    cast(null as {{ dbt.type_string() }}) as visitor_key,
    cast(null as {{ dbt.type_string() }}) as session_key,
    cast(null as {{ dbt.type_string() }}) as source_name,
    cast(null as {{ dbt.type_string() }}) as platform,
    cast(null as {{ cro.type_timestamp() }}) as occurred_at,
    cast(null as date) as conversion_date,
    cast(null as {{ dbt.type_string() }}) as order_id,
    cast(null as {{ cro.type_double() }}) as seconds_since_session_start,
    cast(null as {{ cro.type_double() }}) as seconds_since_first_touch,
    cast(null as bigint) as number_in_session,
    cast(null as bigint) as number_for_visitor,
    cast(null as {{ cro.type_amount() }}) as gross_value,
    cast(null as {{ cro.type_amount() }}) as refunded_value,
    cast(null as {{ cro.type_amount() }}) as net_value,
    cast(null as boolean) as is_rate_missing
from (select 1 as one) as nothing
where one = 0
