-- depends_on: {{ ref('int_cro__rule_hashes') }}
{{ config(meta={'rule_scope': 'conversion_plan'}) }}

with

stg_cro__plan_macro_conversions as (
    select * from {{ ref('stg_cro__plan_macro_conversions') }}
),

cro__tracking_plan_gate as (
    select * from {{ ref('cro__tracking_plan_gate') }}
),

valid_plan as (
    select stg_cro__plan_macro_conversions.*
    from stg_cro__plan_macro_conversions
    cross join cro__tracking_plan_gate
    where cro__tracking_plan_gate.is_plan_valid = 1
),

-- A draft describes what may come, so it is the latest version only where there is no other.
numbered as (
    select
        *,
        row_number() over (
            partition by macro_conversion_key
            order by case when status = 'draft' then 1 else 0 end, definition_version desc
        ) as recency_number
    from valid_plan
),

macro_conversions as (
    select
        {{ cro.hash_columns(['macro_conversion_key', 'definition_version']) }}
            as macro_conversion_version_key,
        macro_conversion_key,
        cast(definition_version as integer) as definition_version,
        label,
        description,
        action,
        context,
        success_criteria,
        funnel_stage,
        is_primary,
        frequency_rule,
        cooldown_seconds,
        cast(min_occurrences as integer) as min_occurrences,
        follows,
        owner,
        status,
        coalesce(valid_from, cast('1900-01-01' as {{ cro.type_timestamp() }})) as valid_from,
        coalesce(valid_to, cast('9999-01-01' as {{ cro.type_timestamp() }})) as valid_to,
        value,
        currency,
        recency_number = 1 as is_latest_version
    from numbered
)

select * from macro_conversions
