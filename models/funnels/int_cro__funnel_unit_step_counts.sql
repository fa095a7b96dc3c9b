with

unit_steps as (
    select * from {{ ref('int_cro__funnel_unit_steps') }}
),

entry_segments as (
    select * from {{ ref('int_cro__funnel_entry_segments') }}
),

-- A unit takes its segment from its first entry in the period, so segments add up to the total.
segmented_units as (
    select
        unit_steps.*,
        entry_segments.segment_name,
        entry_segments.segment_value
    from unit_steps
    inner join entry_segments
        on unit_steps.first_funnel_entry_key = entry_segments.funnel_entry_key
),

-- Only matured units are timed: among the others the quick ones are seen first.
ranked_units as (
    select
        *,
        row_number() over (
            partition by
                funnel_key, period_grain, period_start, segment_name, segment_value, step_number,
                is_matured, case when seconds_from_previous is null then 0 else 1 end
            order by seconds_from_previous, unit_key
        ) as time_rank,
        count(*) over (
            partition by
                funnel_key, period_grain, period_start, segment_name, segment_value, step_number,
                is_matured, case when seconds_from_previous is null then 0 else 1 end
        ) as time_count
    from segmented_units
),

timed_units as (
    select
        *,
        case when is_matured then seconds_from_previous end as matured_seconds
    from ranked_units
),

unit_step_counts as (
    select
        funnel_key,
        period_grain,
        period_start,
        segment_name,
        segment_value,
        step_number,
        cast(count(*) as bigint) as unit_count,
        cast(sum(case when is_matured then 1 else 0 end) as bigint) as matured_unit_count,
        {{ cro.nearest_rank('matured_seconds', 'time_rank', 'time_count', 50) }}
            as seconds_from_previous_median,
        {{ cro.nearest_rank('matured_seconds', 'time_rank', 'time_count', 75) }}
            as seconds_from_previous_p75,
        {{ cro.nearest_rank('matured_seconds', 'time_rank', 'time_count', 90) }}
            as seconds_from_previous_p90
    from timed_units
    group by
        funnel_key, period_grain, period_start, segment_name, segment_value, step_number
)

select * from unit_step_counts
