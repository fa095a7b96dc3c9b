with

risk_steps as (
    select * from {{ ref('int_cro__risk_steps') }}
),

unit_first_micros as (
    select * from {{ ref('int_cro__unit_first_micros') }}
),

pairs as (
    select * from {{ ref('int_cro__micro_macro_pairs') }}
),

-- Steps of those who have done the micro conversion by then: in this very step, or before it.
risk_micros as (
    select
        risk_steps.unit,
        risk_steps.unit_key,
        risk_steps.visitor_key,
        pairs.micro_conversion_key,
        risk_steps.macro_conversion_key,
        risk_steps.step_number,
        risk_steps.stratum,
        risk_steps.is_milestone_step,
        risk_steps.converted_count,
        unit_first_micros.first_step_number = risk_steps.step_number as is_first_micro_step,
        unit_first_micros.first_step_number = risk_steps.step_number
        and (pairs.is_process_milestone or not risk_steps.is_milestone_step) as is_exposed
    from risk_steps
    inner join unit_first_micros
        on
            risk_steps.unit = unit_first_micros.unit
            and risk_steps.unit_key = unit_first_micros.unit_key
            and risk_steps.step_number >= unit_first_micros.first_step_number
    inner join pairs
        on
            unit_first_micros.micro_conversion_key = pairs.micro_conversion_key
            and risk_steps.macro_conversion_key = pairs.macro_conversion_key
)

select * from risk_micros
