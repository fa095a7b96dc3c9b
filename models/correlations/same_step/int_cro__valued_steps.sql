with

risk_steps as (
    select * from {{ ref('int_cro__risk_steps') }}
    where later_value <> 0
),

unit_strata as (
    select * from {{ ref('int_cro__unit_strata') }}
),

unit_populations as (
    select * from {{ ref('int_cro__unit_populations') }}
),

valued_steps as (
    select
        unit_populations.population_key,
        unit_populations.population_number,
        unit_populations.population_type,
        unit_populations.is_total,
        risk_steps.unit,
        risk_steps.clock,
        risk_steps.unit_number,
        unit_strata.visitor_number,
        risk_steps.macro_conversion_key,
        risk_steps.step_number,
        risk_steps.place_number,
        risk_steps.stage_number,
        {{ cro.stratum_segment('unit_populations', 'unit_strata') }} as segment_number,
        risk_steps.is_milestone_step,
        risk_steps.later_value
    from risk_steps
    inner join unit_strata
        on risk_steps.unit_number = unit_strata.unit_number
    inner join unit_populations
        on
            risk_steps.unit_number = unit_populations.unit_number
            and risk_steps.clock = unit_populations.clock
)

select * from valued_steps
