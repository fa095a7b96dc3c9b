{{ config(materialized='view') }}

with

risk_steps as (
    select * from {{ ref('int_cro__risk_steps') }}
),

unit_populations as (
    select * from {{ ref('int_cro__unit_populations') }}
),

-- Whoever reaches a milestone moves on to the next stage, so that step is no ordinary one.
population_steps as (
    select
        unit_populations.population_key,
        risk_steps.unit,
        risk_steps.clock,
        risk_steps.unit_key,
        risk_steps.visitor_key,
        risk_steps.macro_conversion_key,
        risk_steps.step_number,
        {{ cro.population_stratum('risk_steps', 'unit_populations') }} as stratum,
        risk_steps.converted_count,
        risk_steps.later_value
    from risk_steps
    inner join unit_populations
        on
            risk_steps.unit = unit_populations.unit
            and risk_steps.clock = unit_populations.clock
            and risk_steps.unit_key = unit_populations.unit_key
    where not risk_steps.is_milestone_step
)

select * from population_steps
