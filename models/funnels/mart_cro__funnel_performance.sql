with

step_counts as (
    select * from {{ ref('int_cro__funnel_step_counts') }}
),

funnels as (
    select * from {{ ref('dim_cro__funnels') }}
),

-- Required steps only lose people, so the fewest before a step reached the required step before it.
-- All four in one order, so that the rows are sorted once.
compared_counts as (
    select
        *,
        min(case when not is_optional then matured_unit_count end) over (
            partition by funnel_key, period_grain, period_start, segment_name, segment_value
            order by step_number
            rows between unbounded preceding and 1 preceding
        ) as matured_previous_unit_count,
        max(matured_unit_count) over (
            partition by funnel_key, period_grain, period_start, segment_name, segment_value
            order by step_number
            rows between unbounded preceding and unbounded following
        ) as matured_entered_unit_count,
        min(case when not is_optional then matured_attempt_count end) over (
            partition by funnel_key, period_grain, period_start, segment_name, segment_value
            order by step_number
            rows between unbounded preceding and 1 preceding
        ) as matured_previous_attempt_count,
        max(matured_attempt_count) over (
            partition by funnel_key, period_grain, period_start, segment_name, segment_value
            order by step_number
            rows between unbounded preceding and unbounded following
        ) as matured_entered_attempt_count
    from step_counts
),

drop_offs as (
    select
        *,
        case when not is_optional then matured_previous_unit_count - matured_unit_count end
            as drop_off_count
    from compared_counts
),

-- Steps of visits and of visitors stand in one table, so each row says whose they are.
named_drop_offs as (
    select
        drop_offs.*,
        funnels.label as funnel_label,
        funnels.unit
    from drop_offs
    inner join funnels
        on drop_offs.funnel_key = funnels.funnel_key
),

funnel_performance as (
    select
        {{ cro.hash_columns([
            'funnel_key', 'period_grain', 'period_start', 'segment_name', 'segment_value', 'step_number'
        ]) }} as funnel_performance_key,
        funnel_key,
        funnel_label,
        unit,
        period_grain,
        period_start,
        is_complete,
        segment_name,
        segment_value,
        step_number,
        conversion_key,
        label,
        is_optional,
        unit_count,
        matured_unit_count,
        unit_count - matured_unit_count as immature_unit_count,
        matured_previous_unit_count,
        matured_entered_unit_count,
        {{ cro.safe_ratio('matured_unit_count', 'matured_previous_unit_count') }} as step_rate,
        {{ cro.wilson_lower('matured_unit_count', 'matured_previous_unit_count') }} as step_rate_lower,
        {{ cro.wilson_upper('matured_unit_count', 'matured_previous_unit_count') }} as step_rate_upper,
        {{ cro.safe_ratio('matured_unit_count', 'matured_entered_unit_count') }} as entry_rate,
        {{ cro.wilson_lower('matured_unit_count', 'matured_entered_unit_count') }} as entry_rate_lower,
        {{ cro.wilson_upper('matured_unit_count', 'matured_entered_unit_count') }} as entry_rate_upper,
        drop_off_count,
        {{ cro.safe_ratio('drop_off_count', 'matured_previous_unit_count') }} as drop_off_rate,
        seconds_from_previous_median,
        seconds_from_previous_p75,
        seconds_from_previous_p90,
        attempt_count,
        matured_attempt_count as attempt_matured_count,
        attempt_count - matured_attempt_count as attempt_immature_count,
        {{ cro.safe_ratio('matured_attempt_count', 'matured_previous_attempt_count') }}
            as attempt_step_rate,
        {{ cro.safe_ratio('matured_attempt_count', 'matured_entered_attempt_count') }}
            as attempt_entry_rate
    from named_drop_offs
)

select * from funnel_performance
