with

step_outcomes as (
    select * from {{ ref('int_cro__step_outcomes') }}
),

unit_stages as (
    select * from {{ ref('int_cro__unit_stages') }}
),

unit_milestone_steps as (
    select * from {{ ref('int_cro__unit_milestone_steps') }}
),

risk_steps as (
    select
        step_outcomes.unit,
        step_outcomes.clock,
        step_outcomes.unit_number,
        step_outcomes.macro_conversion_key,
        step_outcomes.step_number,
        step_outcomes.place_number,
        coalesce(unit_stages.stage_number, 0) as stage_number,
        unit_milestone_steps.step_number is not null as is_milestone_step,
        step_outcomes.converted_count,
        step_outcomes.later_value
    from step_outcomes
    left join unit_stages
        on
            step_outcomes.unit_number = unit_stages.unit_number
            and step_outcomes.clock = unit_stages.clock
            and step_outcomes.macro_conversion_key = unit_stages.macro_conversion_key
            and step_outcomes.step_number >= unit_stages.from_step_number
            and step_outcomes.step_number
            <= coalesce(unit_stages.until_step_number, step_outcomes.step_number)
    left join unit_milestone_steps
        on
            step_outcomes.unit_number = unit_milestone_steps.unit_number
            and step_outcomes.clock = unit_milestone_steps.clock
            and step_outcomes.macro_conversion_key
            = unit_milestone_steps.macro_conversion_key
            and step_outcomes.step_number = unit_milestone_steps.step_number
)

select * from risk_steps
