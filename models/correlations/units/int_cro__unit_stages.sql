with

unit_milestone_steps as (
    select * from {{ ref('int_cro__unit_milestone_steps') }}
),

depths as (
    select
        *,
        max(stage_number) over (
            partition by unit, clock, unit_key, macro_conversion_key
            order by step_number
            rows between unbounded preceding and 1 preceding
        ) as earlier_stage_number
    from unit_milestone_steps
),

-- A stage holds for the steps after the one that reached it, until a deeper one does.
unit_stages as (
    select
        unit,
        clock,
        unit_key,
        unit_number,
        macro_conversion_key,
        cast(step_number + 1 as integer) as from_step_number,
        cast(lead(step_number) over (
            partition by unit, clock, unit_key, macro_conversion_key
            order by step_number
        ) as integer) as until_step_number,
        stage_number
    from depths
    where earlier_stage_number is null or stage_number > earlier_stage_number
)

select * from unit_stages
