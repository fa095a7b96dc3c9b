with

path_actions as (
    select * from {{ ref('int_cro__path_actions') }}
),

path_steps as (
    select * from {{ ref('int_cro__path_steps') }}
),

-- Steps before the first time are counted where they are read: among all units.
-- Doubles count exactly up to 9e15 and are added up faster than bigints.
action_steps as (
    select
        path_actions.population_number,
        path_actions.pair_number,
        path_steps.place_number,
        path_steps.stage_number,
        case when path_actions.has_segment_strata then path_steps.segment_number else 0 end
            as segment_number,
        path_steps.converted_count,
        cast(path_actions.unit_count as {{ cro.type_double() }}) as unit_count,
        path_actions.first_step_number = path_steps.step_number as is_first,
        path_actions.first_step_number > path_steps.step_number as is_before,
        not path_steps.is_milestone_step as is_ordinary,
        path_actions.is_process_milestone
    from path_actions
    inner join path_steps
        on
            path_actions.path_number = path_steps.path_number
            and (
                path_actions.is_total
                or path_actions.first_step_number <= path_steps.step_number
            )
),

-- A first step is exposed unless it reaches a milestone that the action is not.
population_actions as (
    select
        population_number,
        pair_number,
        place_number,
        stage_number,
        segment_number,
        cast(sum(case when is_first then unit_count else 0 end) as bigint) as first_count,
        cast(sum(case
            when is_first and (is_process_milestone or is_ordinary) then unit_count
            else 0
        end) as bigint) as exposed_count,
        cast(sum(case
            when is_first and (is_process_milestone or is_ordinary)
                then unit_count * converted_count
            else 0
        end) as bigint) as exposed_converted,
        cast(sum(case when is_ordinary and is_before then unit_count else 0 end) as bigint)
            as before_count,
        cast(sum(case when is_ordinary and not is_before then unit_count else 0 end) as bigint)
            as since_count,
        cast(sum(case
            when is_ordinary and not is_before then unit_count * converted_count
            else 0
        end) as bigint) as since_converted
    from action_steps
    group by population_number, pair_number, place_number, stage_number, segment_number
)

select * from population_actions
