select
    cast(null as {{ dbt.type_string() }}) as macro_conversion_version_key,
    cast(null as {{ dbt.type_string() }}) as macro_conversion_key,
    cast(null as integer) as definition_version,
    cast(null as {{ dbt.type_string() }}) as label,
    cast(null as {{ dbt.type_string() }}) as description,
    cast(null as {{ dbt.type_string() }}) as action,
    cast(null as {{ dbt.type_string() }}) as context,
    cast(null as {{ dbt.type_string() }}) as success_criteria,
    cast(null as {{ dbt.type_string() }}) as funnel_stage,
    cast(null as boolean) as is_primary,
    cast(null as {{ dbt.type_string() }}) as frequency_rule,
    cast(null as bigint) as cooldown_seconds,
    cast(null as integer) as min_occurrences,
    cast(null as {{ dbt.type_string() }}) as follows,
    cast(null as {{ dbt.type_string() }}) as owner,
    cast(null as {{ dbt.type_string() }}) as status,
    cast(null as {{ cro.type_timestamp() }}) as valid_from,
    cast(null as {{ cro.type_timestamp() }}) as valid_to,
    cast(null as {{ cro.type_amount() }}) as value,
    cast(null as {{ dbt.type_string() }}) as currency,
    cast(null as boolean) as is_latest_version
from (select 1 as one) as nothing
where one = 0
