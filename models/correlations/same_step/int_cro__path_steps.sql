with

unit_paths as (
    select * from {{ ref('int_cro__unit_paths') }}
    where unit_path_number = path_number
),

risk_steps as (
    select * from {{ ref('int_cro__risk_steps') }}
),

-- Steps of one path lie together, because they are met together, and often.
path_steps as (
    select
        unit_paths.path_number,
        unit_paths.macro_conversion_key,
        risk_steps.step_number,
        risk_steps.place_number,
        risk_steps.stage_number,
        unit_paths.segment_number,
        risk_steps.is_milestone_step,
        risk_steps.converted_count
    from unit_paths
    inner join risk_steps
        on
            unit_paths.unit_number = risk_steps.unit_number
            and unit_paths.clock = risk_steps.clock
            and unit_paths.macro_conversion_key = risk_steps.macro_conversion_key
    {{ cro.laid_together(['unit_paths.path_number', 'risk_steps.step_number']) }}
)

select * from path_steps
