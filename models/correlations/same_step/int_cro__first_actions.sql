with

path_actions as (
    select * from {{ ref('int_cro__path_actions') }}
),

path_steps as (
    select * from {{ ref('int_cro__path_steps') }}
),

-- A first step is exposed unless it reaches a milestone that the action is not.
action_steps as (
    select
        path_actions.population_number,
        path_actions.pair_number,
        path_steps.place_number,
        path_steps.stage_number,
        {{ cro.stratum_segment('path_actions', 'path_steps') }} as segment_number,
        path_steps.converted_count,
        path_actions.unit_count,
        path_actions.is_process_milestone or not path_steps.is_milestone_step as is_exposed
    from path_actions
    inner join path_steps
        on
            path_actions.path_number = path_steps.path_number
            and path_actions.first_step_number = path_steps.step_number
),

first_actions as (
    select
        population_number,
        pair_number,
        place_number,
        stage_number,
        segment_number,
        cast(sum(unit_count) as bigint) as first_count,
        cast(sum(case when is_exposed then unit_count else 0 end) as bigint) as exposed_count,
        cast(sum(case when is_exposed then unit_count * converted_count else 0 end) as bigint)
            as exposed_converted
    from action_steps
    group by population_number, pair_number, place_number, stage_number, segment_number
)

select * from first_actions
