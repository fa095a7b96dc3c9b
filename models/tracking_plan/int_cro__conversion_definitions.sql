-- depends_on: {{ ref('int_cro__rule_hashes') }}
{{ config(meta={'rule_scope': 'conversion_plan'}) }}

with

dim_cro__micro_conversions as (
    select * from {{ ref('dim_cro__micro_conversions') }}
),

dim_cro__macro_conversions as (
    select * from {{ ref('dim_cro__macro_conversions') }}
),

micro_definitions as (
    select
        micro_conversion_version_key as conversion_version_key,
        micro_conversion_key as conversion_key,
        {{ cro.text_literal('micro') }} as conversion_type,
        definition_version,
        label,
        frequency_rule,
        cooldown_seconds,
        min_occurrences,
        valid_from,
        valid_to,
        status,
        value,
        currency,
        is_latest_version
    from dim_cro__micro_conversions
),

macro_definitions as (
    select
        macro_conversion_version_key as conversion_version_key,
        macro_conversion_key as conversion_key,
        {{ cro.text_literal('macro') }} as conversion_type,
        definition_version,
        label,
        frequency_rule,
        cooldown_seconds,
        min_occurrences,
        valid_from,
        valid_to,
        status,
        value,
        currency,
        is_latest_version
    from dim_cro__macro_conversions
),

conversion_definitions as (
    select * from micro_definitions
    union all
    select * from macro_definitions
)

select * from conversion_definitions
