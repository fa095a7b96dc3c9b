with

unit_steps as (
    select * from {{ ref('int_cro__funnel_unit_steps') }}
),

entry_segments as (
    select * from {{ ref('int_cro__funnel_entry_segments') }}
),

-- Only matured units are timed: among the others the quick ones are seen first.
timed_units as (
    select
        unit_steps.funnel_key,
        unit_steps.period_grain,
        unit_steps.period_start,
        entry_segments.segment_name,
        entry_segments.segment_value,
        unit_steps.step_number,
        unit_steps.seconds_from_previous
    from unit_steps
    inner join entry_segments
        on unit_steps.first_funnel_entry_key = entry_segments.funnel_entry_key
    where
        unit_steps.is_matured
        and unit_steps.seconds_from_previous is not null
),

ranked_units as (
    select
        *,
        row_number() over (
            partition by
                funnel_key, period_grain, period_start, segment_name, segment_value, step_number
            order by seconds_from_previous
        ) as time_rank,
        count(*) over (
            partition by
                funnel_key, period_grain, period_start, segment_name, segment_value, step_number
        ) as time_count
    from timed_units
),

unit_step_times as (
    select
        funnel_key,
        period_grain,
        period_start,
        segment_name,
        segment_value,
        step_number,
        {{ cro.nearest_rank('seconds_from_previous', 'time_rank', 'time_count', 50) }}
            as seconds_from_previous_median,
        {{ cro.nearest_rank('seconds_from_previous', 'time_rank', 'time_count', 75) }}
            as seconds_from_previous_p75,
        {{ cro.nearest_rank('seconds_from_previous', 'time_rank', 'time_count', 90) }}
            as seconds_from_previous_p90
    from ranked_units
    group by
        funnel_key, period_grain, period_start, segment_name, segment_value, step_number
)

select * from unit_step_times
