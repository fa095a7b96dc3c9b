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
        case when path_actions.has_segment_strata then path_steps.segment_number else 0 end
            as segment_number,
        path_actions.unit_count,
        path_steps.converted_count,
        case
            when path_actions.first_step_number = path_steps.step_number then 1 else 0
        end as is_first,
        case
            when
                path_actions.first_step_number = path_steps.step_number
                and (path_actions.is_process_milestone or not path_steps.is_milestone_step) then 1
            else 0
        end as is_exposed,
        case
            when
                path_actions.first_step_number > path_steps.step_number
                and not path_steps.is_milestone_step then 1
            else 0
        end as is_before,
        case
            when
                path_actions.first_step_number <= path_steps.step_number
                and not path_steps.is_milestone_step then 1
            else 0
        end as is_since
    from path_actions
    inner join path_steps
        on path_actions.path_number = path_steps.path_number
),

population_actions as (
    select
        population_number,
        pair_number,
        place_number,
        stage_number,
        segment_number,
        cast(sum(unit_count * is_first) as bigint) as first_count,
        cast(sum(unit_count * is_exposed) as bigint) as exposed_count,
        cast(sum(unit_count * is_exposed * converted_count) as bigint) as exposed_converted,
        cast(sum(unit_count * is_before) as bigint) as before_count,
        cast(sum(unit_count * is_since) as bigint) as since_count,
        cast(sum(unit_count * is_since * converted_count) as bigint) as since_converted
    from action_steps
    group by population_number, pair_number, place_number, stage_number, segment_number
)

select * from population_actions
