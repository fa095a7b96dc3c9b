-- Where is the biggest leak of all funnels, over all time, and what is it worth?
-- Run it with: dbt show --select where_is_the_biggest_leak
{{ config(enabled=var('cro__with_analyses')) }}

with

funnel_performance as (
    select * from {{ ref('mart_cro__funnel_performance') }}
    where period_grain = 'all' and segment_name = 'all' and not is_optional
),

macro_conversions as (
    select * from {{ ref('mart_cro__macro_conversion_daily') }}
    where period_grain = 'all' and segment_name = 'all'
),

ranked_steps as (
    select
        *,
        row_number() over (partition by funnel_key order by step_number desc) as steps_from_goal
    from funnel_performance
),

-- What one goal of the funnel brings on average, after refunds, where its value is known.
goals as (
    select
        ranked_steps.funnel_key,
        ranked_steps.label as goal,
        ranked_steps.matured_unit_count as goal_count,
        {{ cro.safe_ratio(
            'macro_conversions.net_value', 'macro_conversions.valued_conversion_count'
        ) }} as value_per_goal
    from ranked_steps
    left join macro_conversions
        on ranked_steps.conversion_key = macro_conversions.macro_conversion_key
    where ranked_steps.steps_from_goal = 1
),

leaks as (
    select
        ranked_steps.funnel_key,
        ranked_steps.step_number,
        ranked_steps.label,
        ranked_steps.matured_previous_unit_count as units_at_previous_step,
        ranked_steps.drop_off_count as units_lost,
        ranked_steps.drop_off_rate,
        ranked_steps.step_rate_lower,
        ranked_steps.step_rate_upper,
        goals.goal,
        {{ cro.safe_ratio('goals.goal_count', 'ranked_steps.matured_unit_count') }}
            as goal_rate_of_those_who_went_on,
        goals.value_per_goal
    from ranked_steps
    inner join goals
        on ranked_steps.funnel_key = goals.funnel_key
    where ranked_steps.step_number > 1
),

-- People who leave want it less than those who stay, so the first worth is an upper limit; the second is what
-- one more in a hundred going on would bring, if these were like the ones who go on today.
worths as (
    select
        *,
        units_lost * goal_rate_of_those_who_went_on * value_per_goal as worth_at_most,
        units_at_previous_step * goal_rate_of_those_who_went_on * value_per_goal / 100
            as worth_of_one_point
    from leaks
)

select * from worths
order by coalesce(worth_at_most, 0) desc, units_lost desc, funnel_key asc, step_number asc
