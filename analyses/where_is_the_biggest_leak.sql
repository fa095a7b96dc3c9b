-- Which step loses the most units, over all time? Run it with: dbt show --select where_is_the_biggest_leak
with

funnel_performance as (
    select * from {{ ref('mart_cro__funnel_performance') }}
    where period_grain = 'all' and segment_name = 'all'
),

leaks as (
    select
        funnel_key,
        step_number,
        label,
        matured_previous_unit_count as units_at_previous_step,
        drop_off_count as units_lost,
        drop_off_rate,
        step_rate_lower,
        step_rate_upper
    from funnel_performance
    where step_number > 1 and not is_optional
    order by drop_off_count desc
)

select * from leaks
