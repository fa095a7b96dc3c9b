with

unit_outcomes as (
    select * from {{ ref('int_cro__funnel_unit_outcomes') }}
),

unit_conversions as (
    select * from {{ ref('int_cro__funnel_unit_conversions') }}
),

funnel_macro_conversions as (
    select * from {{ ref('int_cro__funnel_macro_conversions') }}
),

steps as (
    select * from {{ ref('dim_cro__funnel_steps') }}
),

unit_goals as (
    select
        unit_outcomes.funnel_key,
        unit_outcomes.unit_key,
        unit_outcomes.depth,
        unit_outcomes.is_matured,
        funnel_macro_conversions.macro_conversion_key,
        max(case when unit_conversions.unit_key is not null then 1 else 0 end) as has_converted
    from unit_outcomes
    inner join funnel_macro_conversions
        on unit_outcomes.funnel_key = funnel_macro_conversions.funnel_key
    left join unit_conversions
        on
            unit_outcomes.funnel_key = unit_conversions.funnel_key
            and unit_outcomes.unit_key = unit_conversions.unit_key
            and funnel_macro_conversions.macro_conversion_key = unit_conversions.conversion_key
            and unit_conversions.conversion_type = 'macro'
    group by
        unit_outcomes.funnel_key,
        unit_outcomes.unit_key,
        unit_outcomes.depth,
        unit_outcomes.is_matured,
        funnel_macro_conversions.macro_conversion_key
),

depth_counts as (
    select
        funnel_key,
        macro_conversion_key,
        depth,
        sum(case when is_matured then 1 else 0 end) as unit_count,
        sum(case when is_matured then has_converted else 0 end) as converted_unit_count,
        sum(case when is_matured then 0 else 1 end) as immature_unit_count
    from unit_goals
    group by funnel_key, macro_conversion_key, depth
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
    from step_counts
)

select * from funnel_depth
