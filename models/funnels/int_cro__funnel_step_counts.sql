with

unit_step_counts as (
    select * from {{ ref('int_cro__funnel_unit_step_counts') }}
),

unit_step_times as (
    select * from {{ ref('int_cro__funnel_unit_step_times') }}
),

attempt_step_counts as (
    select * from {{ ref('int_cro__funnel_attempt_step_counts') }}
),

steps as (
    select * from {{ ref('dim_cro__funnel_steps') }}
),

-- Wherever somebody entered, every step has a row, reached or not.
entered_groups as (
    select
        funnel_key,
        period_grain,
        period_start,
        is_complete,
        segment_name,
        segment_value
    from attempt_step_counts
    where step_number = 1
),

step_counts as (
    select
        entered_groups.*,
        steps.step_number,
        steps.conversion_key,
        steps.label,
        steps.is_optional,
        coalesce(unit_step_counts.unit_count, 0) as unit_count,
        coalesce(unit_step_counts.matured_unit_count, 0) as matured_unit_count,
        unit_step_times.seconds_from_previous_median,
        unit_step_times.seconds_from_previous_p75,
        unit_step_times.seconds_from_previous_p90,
        coalesce(attempt_step_counts.attempt_count, 0) as attempt_count,
        coalesce(attempt_step_counts.matured_attempt_count, 0) as matured_attempt_count
    from entered_groups
    inner join steps
        on entered_groups.funnel_key = steps.funnel_key
    left join unit_step_counts
        on
            entered_groups.funnel_key = unit_step_counts.funnel_key
            and entered_groups.period_grain = unit_step_counts.period_grain
            and entered_groups.period_start = unit_step_counts.period_start
            and entered_groups.segment_name = unit_step_counts.segment_name
            and entered_groups.segment_value = unit_step_counts.segment_value
            and steps.step_number = unit_step_counts.step_number
    left join unit_step_times
        on
            entered_groups.funnel_key = unit_step_times.funnel_key
            and entered_groups.period_grain = unit_step_times.period_grain
            and entered_groups.period_start = unit_step_times.period_start
            and entered_groups.segment_name = unit_step_times.segment_name
            and entered_groups.segment_value = unit_step_times.segment_value
            and steps.step_number = unit_step_times.step_number
    left join attempt_step_counts
        on
            entered_groups.funnel_key = attempt_step_counts.funnel_key
            and entered_groups.period_grain = attempt_step_counts.period_grain
            and entered_groups.period_start = attempt_step_counts.period_start
            and entered_groups.segment_name = attempt_step_counts.segment_name
            and entered_groups.segment_value = attempt_step_counts.segment_value
            and steps.step_number = attempt_step_counts.step_number
)

select * from step_counts
