-- The units of a segment name that do not add up to all units of the step in the period.
with

performance as (
    select * from {{ ref('mart_cro__funnel_performance') }}
),

segment_totals as (
    select
        funnel_key,
        period_grain,
        period_start,
        segment_name,
        step_number,
        sum(unit_count) as unit_count,
        sum(attempt_count) as attempt_count
    from performance
    group by funnel_key, period_grain, period_start, segment_name, step_number
)

select
    segment_totals.funnel_key,
    segment_totals.period_grain,
    segment_totals.period_start,
    segment_totals.segment_name,
    segment_totals.step_number,
    segment_totals.unit_count,
    performance.unit_count as total_unit_count
from segment_totals
inner join performance
    on
        segment_totals.funnel_key = performance.funnel_key
        and segment_totals.period_grain = performance.period_grain
        and segment_totals.period_start = performance.period_start
        and segment_totals.step_number = performance.step_number
where
    performance.segment_name = 'all'
    and (
        segment_totals.unit_count <> performance.unit_count
        or segment_totals.attempt_count <> performance.attempt_count
    )
