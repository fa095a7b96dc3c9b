with

path_actions as (
    select * from {{ ref('int_cro__path_actions') }}
),

total_actions as (
    select * from {{ ref('int_cro__path_actions') }}
    where is_total
),

path_steps as (
    select * from {{ ref('int_cro__path_steps') }}
    where not is_milestone_step
),

-- Doubles count exactly up to 9e15 and are added up faster than bigints.
steps_since as (
    select
        path_actions.population_number,
        path_actions.pair_number,
        path_steps.place_number,
        path_steps.stage_number,
        {{ cro.stratum_segment('path_actions', 'path_steps') }} as segment_number,
        cast(0 as {{ cro.type_double() }}) as before_count,
        cast(path_actions.unit_count as {{ cro.type_double() }}) as since_count,
        cast(path_actions.unit_count * path_steps.converted_count as {{ cro.type_double() }})
            as since_converted
    from path_actions
    inner join path_steps
        on
            path_actions.path_number = path_steps.path_number
            and path_actions.first_step_number <= path_steps.step_number
),

-- Steps before the first time are counted where they are read: among all units.
steps_before as (
    select
        total_actions.population_number,
        total_actions.pair_number,
        path_steps.place_number,
        path_steps.stage_number,
        {{ cro.stratum_segment('total_actions', 'path_steps') }} as segment_number,
        cast(total_actions.unit_count as {{ cro.type_double() }}) as before_count,
        cast(0 as {{ cro.type_double() }}) as since_count,
        cast(0 as {{ cro.type_double() }}) as since_converted
    from total_actions
    inner join path_steps
        on
            total_actions.path_number = path_steps.path_number
            and total_actions.first_step_number > path_steps.step_number
),

action_steps as (
    select * from steps_since
    union all
    select * from steps_before
),

population_actions as (
    select
        population_number,
        pair_number,
        place_number,
        stage_number,
        segment_number,
        cast(sum(before_count) as bigint) as before_count,
        cast(sum(since_count) as bigint) as since_count,
        cast(sum(since_converted) as bigint) as since_converted
    from action_steps
    group by population_number, pair_number, place_number, stage_number, segment_number
)

select * from population_actions
