{{ config(materialized='view') }}

with

risk_actions as (
    select * from {{ ref('int_cro__risk_actions') }}
),

unit_populations as (
    select * from {{ ref('int_cro__unit_populations') }}
),

-- Candidates are looked for in one half of the devices and reported on the other.
population_actions as (
    select
        unit_populations.population_key,
        risk_actions.unit,
        risk_actions.visitor_key,
        risk_actions.action_key,
        risk_actions.macro_conversion_key,
        {{ cro.population_stratum('risk_actions', 'unit_populations') }} as stratum,
        risk_actions.is_milestone_step,
        risk_actions.is_before_action,
        risk_actions.is_action_step,
        risk_actions.is_exposed,
        risk_actions.converted_count,
        risk_actions.later_value
    from risk_actions
    inner join unit_populations
        on
            risk_actions.unit = unit_populations.unit
            and risk_actions.clock = unit_populations.clock
            and risk_actions.unit_key = unit_populations.unit_key
    where
        not risk_actions.is_candidate
        or unit_populations.is_total
        or unit_populations.population_type = 'half_of_devices'
)

select * from population_actions
