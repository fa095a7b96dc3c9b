with

path_populations as (
    select * from {{ ref('int_cro__path_populations') }}
),

path_steps as (
    select * from {{ ref('int_cro__path_steps') }}
    where not is_milestone_step
),

valued_steps as (
    select * from {{ ref('int_cro__valued_steps') }}
    where not is_milestone_step
),

-- Whoever reaches a milestone moves on to the next stage, so that step is no ordinary one.
step_counts as (
    select
        path_populations.population_number,
        path_steps.macro_conversion_key,
        path_steps.place_number,
        path_steps.stage_number,
        {{ cro.stratum_segment('path_populations', 'path_steps') }} as segment_number,
        sum(path_populations.unit_count) as step_count,
        sum(path_populations.unit_count * path_steps.converted_count) as converted_count
    from path_populations
    inner join path_steps
        on path_populations.path_number = path_steps.path_number
    group by
        path_populations.population_number,
        path_steps.macro_conversion_key,
        path_steps.place_number,
        path_steps.stage_number,
        {{ cro.stratum_segment('path_populations', 'path_steps') }}
),

step_values as (
    select
        population_number,
        macro_conversion_key,
        place_number,
        stage_number,
        segment_number,
        sum(later_value) as later_value
    from valued_steps
    group by
        population_number, macro_conversion_key, place_number, stage_number, segment_number
),

population_steps as (
    select
        step_counts.population_number,
        step_counts.macro_conversion_key,
        step_counts.place_number,
        step_counts.stage_number,
        step_counts.segment_number,
        cast(step_counts.step_count as bigint) as step_count,
        cast(step_counts.converted_count as bigint) as converted_count,
        coalesce(step_values.later_value, 0) as later_value
    from step_counts
    left join step_values
        on
            step_counts.population_number = step_values.population_number
            and step_counts.macro_conversion_key = step_values.macro_conversion_key
            and step_counts.place_number = step_values.place_number
            and step_counts.stage_number = step_values.stage_number
            and step_counts.segment_number = step_values.segment_number
)

select * from population_steps
