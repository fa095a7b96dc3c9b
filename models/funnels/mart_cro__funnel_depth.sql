with

depth_counts as (
    select * from {{ ref('int_cro__funnel_depth_counts') }}
),

funnel_macro_conversions as (
    select * from {{ ref('int_cro__funnel_macro_conversions') }}
),

steps as (
    select * from {{ ref('dim_cro__funnel_steps') }}
),

funnels as (
    select * from {{ ref('dim_cro__funnels') }}
),

macro_conversions as (
    select * from {{ ref('dim_cro__macro_conversions') }}
    where is_latest_version
),

-- Who went deeper reached this step too; who stopped here went no deeper.
step_counts as (
    select
        steps.funnel_key,
        steps.step_number,
        steps.conversion_key,
        steps.label,
        funnel_macro_conversions.macro_conversion_key,
        cast(coalesce(sum(depth_counts.immature_unit_count), 0) as bigint) as immature_unit_count,
        cast(coalesce(sum(depth_counts.unit_count), 0) as bigint) as reached_unit_count,
        cast(coalesce(sum(depth_counts.converted_unit_count), 0) as bigint)
            as reached_converted_unit_count,
        cast(coalesce(sum(case
            when depth_counts.depth = steps.step_number then depth_counts.unit_count
        end), 0) as bigint) as stopped_unit_count,
        cast(coalesce(sum(case
            when depth_counts.depth = steps.step_number then depth_counts.converted_unit_count
        end), 0) as bigint) as stopped_converted_unit_count
    from steps
    inner join funnel_macro_conversions
        on steps.funnel_key = funnel_macro_conversions.funnel_key
    left join depth_counts
        on
            steps.funnel_key = depth_counts.funnel_key
            and funnel_macro_conversions.macro_conversion_key = depth_counts.macro_conversion_key
            and steps.step_number <= depth_counts.depth
    where not steps.is_optional
    group by
        steps.funnel_key,
        steps.step_number,
        steps.conversion_key,
        steps.label,
        funnel_macro_conversions.macro_conversion_key
),

-- Steps of visits and of visitors stand in one table, so each row says whose they are.
named_step_counts as (
    select
        step_counts.*,
        funnels.label as funnel_label,
        funnels.unit,
        macro_conversions.label as macro_label
    from step_counts
    inner join funnels
        on step_counts.funnel_key = funnels.funnel_key
    inner join macro_conversions
        on step_counts.macro_conversion_key = macro_conversions.macro_conversion_key
),

funnel_depth as (
    select
        {{ cro.hash_columns(['funnel_key', 'step_number', 'macro_conversion_key']) }}
            as funnel_depth_key,
        *,
        {{ cro.safe_ratio('reached_converted_unit_count', 'reached_unit_count') }}
            as reached_conversion_rate,
        {{ cro.wilson_lower('reached_converted_unit_count', 'reached_unit_count') }}
            as reached_conversion_rate_lower,
        {{ cro.wilson_upper('reached_converted_unit_count', 'reached_unit_count') }}
            as reached_conversion_rate_upper,
        {{ cro.safe_ratio('stopped_converted_unit_count', 'stopped_unit_count') }}
            as stopped_conversion_rate,
        {{ cro.wilson_lower('stopped_converted_unit_count', 'stopped_unit_count') }}
            as stopped_conversion_rate_lower,
        {{ cro.wilson_upper('stopped_converted_unit_count', 'stopped_unit_count') }}
            as stopped_conversion_rate_upper
    from named_step_counts
)

select * from funnel_depth
