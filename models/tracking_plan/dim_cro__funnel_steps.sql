select
    cast(null as {{ dbt.type_string() }}) as funnel_step_key,
    cast(null as {{ dbt.type_string() }}) as funnel_key,
    cast(null as bigint) as step_number,
    cast(null as {{ dbt.type_string() }}) as conversion_key,
    cast(null as {{ dbt.type_string() }}) as conversion_type,
    cast(null as {{ dbt.type_string() }}) as label,
    cast(null as boolean) as is_optional,
    cast(null as bigint) as max_seconds_from_previous,
    cast(null as {{ dbt.type_string() }}) as hold_property,
    cast(null as integer) as previous_required_step_number,
    cast(null as integer) as next_required_step_number,
    cast(null as boolean) as is_last_step
from (select 1 as one) as nothing
where one = 0
