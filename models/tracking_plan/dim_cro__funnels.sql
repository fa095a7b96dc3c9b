select
    cast(null as {{ dbt.type_string() }}) as funnel_key,
    cast(null as {{ dbt.type_string() }}) as label,
    cast(null as {{ dbt.type_string() }}) as owner,
    cast(null as {{ dbt.type_string() }}) as status,
    cast(null as {{ dbt.type_string() }}) as unit,
    cast(null as bigint) as window_seconds,
    cast(null as {{ dbt.type_string() }}) as order_mode,
    cast(null as integer) as step_count,
    cast(null as boolean) as is_computed
from (select 1 as one) as nothing
where one = 0
