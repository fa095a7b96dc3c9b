-- Funnels whose entries by day or by month are not all of their entries.
with

performance as (
    select * from {{ ref('mart_cro__funnel_performance') }}
),

period_totals as (
    select
        funnel_key,
        segment_name,
        segment_value,
        step_number,
        sum(case when period_grain = 'day' then attempt_count else 0 end) as by_day,
        sum(case when period_grain = 'month' then attempt_count else 0 end) as by_month,
        sum(case when period_grain = 'all' then attempt_count else 0 end) as all_together
    from performance
    group by funnel_key, segment_name, segment_value, step_number
)

select * from period_totals
where
    by_day <> all_together
    or by_month <> all_together
