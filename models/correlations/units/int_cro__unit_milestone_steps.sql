with

unit_conversions as (
    select * from {{ ref('int_cro__unit_conversions') }}
),

macro_milestones as (
    select * from {{ ref('int_cro__macro_milestones') }}
),

-- Two milestones in one step are one step forward, to the deeper of the two.
unit_milestone_steps as (
    select
        unit_conversions.unit,
        unit_conversions.clock,
        unit_conversions.unit_key,
        unit_conversions.unit_number,
        macro_milestones.macro_conversion_key,
        unit_conversions.step_number,
        max(macro_milestones.stage_number) as stage_number
    from unit_conversions
    inner join macro_milestones
        on unit_conversions.conversion_key = macro_milestones.micro_conversion_key
    where unit_conversions.conversion_type = 'micro'
    group by
        unit_conversions.unit,
        unit_conversions.clock,
        unit_conversions.unit_key,
        unit_conversions.unit_number,
        macro_milestones.macro_conversion_key,
        unit_conversions.step_number
)

select * from unit_milestone_steps
