{{ config(materialized='view') }}

with

micro_conversions as (
    select * from {{ ref('stg_cro__plan_micro_conversions') }}
),

macro_conversions as (
    select * from {{ ref('stg_cro__plan_macro_conversions') }}
),

conversion_rules as (
    select * from {{ ref('stg_cro__plan_rules') }}
),

properties as (
    select * from {{ ref('stg_cro__plan_properties') }}
),

funnels as (
    select * from {{ ref('stg_cro__plan_funnels') }}
),

funnel_steps as (
    select * from {{ ref('stg_cro__plan_funnel_steps') }}
),

-- Labels, owners and descriptions decide no number, so they are left out.
plan_rows as (
    select
        3 as scope_number,
        {{ cro.hash_columns([
            "'micro'", 'micro_conversion_key', 'definition_version', 'status', 'frequency_rule',
            'cooldown_seconds', 'min_occurrences', 'valid_from', 'valid_to', 'value', 'currency',
            'funnel_stage', 'intent_strength',
        ]) }} as row_hash
    from micro_conversions
    union all
    select
        3 as scope_number,
        {{ cro.hash_columns([
            "'macro'", 'macro_conversion_key', 'definition_version', 'status', 'frequency_rule',
            'cooldown_seconds', 'min_occurrences', 'valid_from', 'valid_to', 'value', 'currency',
            'funnel_stage',
        ]) }} as row_hash
    from macro_conversions
    union all
    select
        3 as scope_number,
        {{ cro.hash_columns([
            "'rule'", 'conversion_key', 'definition_version', 'rule_group', 'property_name', 'operator',
            'value',
        ]) }} as row_hash
    from conversion_rules
    union all
    select
        3 as scope_number,
        {{ cro.hash_columns(["'property'", 'property_name', 'property_type', 'path']) }} as row_hash
    from properties
    union all
    -- What a funnel holds decides which properties are taken from the events.
    select
        3 as scope_number,
        {{ cro.hash_columns([
            "'held'", 'funnel_key', 'step_number', 'conversion_key', 'hold_property'
        ]) }} as row_hash
    from funnel_steps
    union all
    select
        4 as scope_number,
        {{ cro.hash_columns([
            "'funnel'", 'funnel_key', 'status', 'unit', 'window_seconds', 'order_mode'
        ]) }} as row_hash
    from funnels
    union all
    select
        4 as scope_number,
        {{ cro.hash_columns([
            "'step'", 'funnel_key', 'step_number', 'conversion_key', cro.boolean_text('is_optional'),
            'max_seconds_from_previous', 'hold_property',
        ]) }} as row_hash
    from funnel_steps
    union all
    select
        4 as scope_number,
        '{{ cro.funnel_settings_hash() }}' as row_hash
)

select * from plan_rows
