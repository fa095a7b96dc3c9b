with

period_units as (
    select * from {{ ref('int_cro__funnel_period_units') }}
),

entry_periods as (
    select * from {{ ref('int_cro__funnel_entry_periods') }}
),

steps as (
    select * from {{ ref('dim_cro__funnel_steps') }}
),

entry_steps as (
    select * from {{ ref('fct_cro__funnel_steps') }}
),

numbered_steps as (
    select
        entry_periods.funnel_key,
        entry_periods.period_grain,
        entry_periods.period_start,
        entry_periods.unit_key,
        entry_steps.step_number,
        entry_steps.seconds_from_previous,
        row_number() over (
            partition by
                entry_periods.funnel_key,
                entry_periods.period_grain,
                entry_periods.period_start,
                entry_periods.unit_key,
                entry_steps.step_number
            order by entry_steps.reached_at, entry_periods.number_for_unit
        ) as number_in_step
    from entry_periods
    inner join entry_steps
        on entry_periods.funnel_entry_key = entry_steps.funnel_entry_key
),

-- The first time in the period that any entry of the unit owned the step.
first_steps as (
    select * from numbered_steps
    where number_in_step = 1
),

-- Depth says which required steps were reached, so that no step has more units than the one before.
unit_steps as (
    select
        period_units.funnel_key,
        period_units.period_grain,
        period_units.period_start,
        period_units.unit_key,
        period_units.first_funnel_entry_key,
        period_units.is_matured,
        steps.step_number,
        first_steps.seconds_from_previous
    from period_units
    inner join steps
        on period_units.funnel_key = steps.funnel_key
    left join first_steps
        on
            period_units.funnel_key = first_steps.funnel_key
            and period_units.period_grain = first_steps.period_grain
            and period_units.period_start = first_steps.period_start
            and period_units.unit_key = first_steps.unit_key
            and steps.step_number = first_steps.step_number
    where
        (not steps.is_optional and steps.step_number <= period_units.depth)
        or (steps.is_optional and first_steps.unit_key is not null)
)

select * from unit_steps
