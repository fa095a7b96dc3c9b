with

entry_periods as (
    select * from {{ ref('int_cro__funnel_entry_periods') }}
),

entry_segments as (
    select * from {{ ref('int_cro__funnel_entry_segments') }}
),

steps as (
    select * from {{ ref('dim_cro__funnel_steps') }}
),

entry_steps as (
    select * from {{ ref('fct_cro__funnel_steps') }}
),

reached_steps as (
    select
        entry_periods.*,
        steps.step_number
    from entry_periods
    inner join steps
        on entry_periods.funnel_key = steps.funnel_key
    left join entry_steps
        on
            entry_periods.funnel_entry_key = entry_steps.funnel_entry_key
            and steps.step_number = entry_steps.step_number
    where
        (not steps.is_optional and steps.step_number <= entry_periods.depth)
        or (steps.is_optional and entry_steps.funnel_entry_key is not null)
),

attempt_step_counts as (
    select
        reached_steps.funnel_key,
        reached_steps.period_grain,
        reached_steps.period_start,
        reached_steps.is_complete,
        entry_segments.segment_name,
        entry_segments.segment_value,
        reached_steps.step_number,
        cast(count(*) as bigint) as attempt_count,
        cast(sum(case when reached_steps.is_matured then 1 else 0 end) as bigint)
            as matured_attempt_count
    from reached_steps
    inner join entry_segments
        on reached_steps.funnel_entry_key = entry_segments.funnel_entry_key
    group by
        reached_steps.funnel_key,
        reached_steps.period_grain,
        reached_steps.period_start,
        reached_steps.is_complete,
        entry_segments.segment_name,
        entry_segments.segment_value,
        reached_steps.step_number
)

select * from attempt_step_counts
