with

path_populations as (
    select * from {{ ref('int_cro__path_populations') }}
),

path_steps as (
    select * from {{ ref('int_cro__path_steps') }}
    where not is_milestone_step
),

same_step_slopes as (
    select * from {{ ref('int_cro__same_step_slopes') }}
),

-- What a unit on this path pulls that never does the action; those of one population lie together.
path_influences as (
    select
        path_populations.population_number,
        path_populations.path_number,
        path_populations.single_count,
        same_step_slopes.pair_number,
        sum(
            same_step_slopes.risk_ratio * same_step_slopes.exposed_share
            * (same_step_slopes.ratio_base_rate - path_steps.converted_count)
        ) as ratio_influence,
        sum(
            same_step_slopes.exposed_share
            * (same_step_slopes.difference_base_rate - path_steps.converted_count)
        ) as difference_influence,
        sum(same_step_slopes.exposed_share * same_step_slopes.base_value) as value_influence
    from path_populations
    inner join path_steps
        on path_populations.path_number = path_steps.path_number
    inner join same_step_slopes
        on
            path_populations.population_number = same_step_slopes.population_number
            and path_steps.macro_conversion_key = same_step_slopes.macro_conversion_key
            and path_steps.place_number = same_step_slopes.place_number
            and path_steps.stage_number = same_step_slopes.stage_number
            and {{ cro.stratum_segment('path_populations', 'path_steps') }} = same_step_slopes.segment_number
    group by
        path_populations.population_number,
        path_populations.path_number,
        path_populations.single_count,
        same_step_slopes.pair_number
    {{ cro.laid_together(['path_populations.population_number', 'path_populations.path_number']) }}
)

select * from path_influences
