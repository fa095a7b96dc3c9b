with

stg_cro__plan_micro_conversions as (
    select * from {{ ref('stg_cro__plan_micro_conversions') }}
),

stg_cro__plan_macro_conversions as (
    select * from {{ ref('stg_cro__plan_macro_conversions') }}
),

micro_conversions as (
    select
        file_name,
        {{ cro.text_literal('micro_conversion_key') }} as key_column,
        micro_conversion_key as conversion_key,
        {{ cro.text_literal('micro') }} as conversion_type,
        definition_version_text,
        definition_version,
        status,
        valid_from,
        valid_to,
        frequency_rule,
        cooldown_seconds,
        min_occurrences,
        value_text,
        currency,
        category,
        leads_to,
        cast(null as {{ dbt.type_string() }}) as follows
    from stg_cro__plan_micro_conversions
),

macro_conversions as (
    select
        file_name,
        {{ cro.text_literal('macro_conversion_key') }} as key_column,
        macro_conversion_key as conversion_key,
        {{ cro.text_literal('macro') }} as conversion_type,
        definition_version_text,
        definition_version,
        status,
        valid_from,
        valid_to,
        frequency_rule,
        cooldown_seconds,
        min_occurrences,
        value_text,
        currency,
        cast(null as {{ dbt.type_string() }}) as category,
        cast(null as {{ dbt.type_string() }}) as leads_to,
        follows
    from stg_cro__plan_macro_conversions
),

conversions as (
    select * from micro_conversions
    union all
    select * from macro_conversions
),

-- Only active and diagnostic definitions are matched with events.
conversions_matched as (
    select
        *,
        coalesce(status in ('active', 'diagnostic'), false) as is_matched
    from conversions
)

select * from conversions_matched
