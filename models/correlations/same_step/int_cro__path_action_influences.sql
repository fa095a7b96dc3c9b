with

path_actions as (
    select * from {{ ref('int_cro__path_actions') }}
),

path_steps as (
    select * from {{ ref('int_cro__path_steps') }}
),

same_step_slopes as (
    select * from {{ ref('int_cro__same_step_slopes') }}
),

-- Before the first time nothing differs; the step of it is exposed, and later ones are no longer compared.
action_steps as (
    select
        path_actions.population_number,
        path_actions.pair_number,
        path_actions.path_number,
        path_actions.first_step_number,
        path_actions.single_count,
        path_steps.place_number,
        path_steps.stage_number,
        case when path_actions.has_segment_strata then path_steps.segment_number else 0 end
            as segment_number,
        path_steps.converted_count,
        path_actions.first_step_number = path_steps.step_number as is_exposed,
        not path_steps.is_milestone_step as is_ordinary
    from path_actions
    inner join path_steps
        on
            path_actions.path_number = path_steps.path_number
            and path_actions.first_step_number <= path_steps.step_number
    where
        not path_steps.is_milestone_step
        or (
            path_actions.is_process_milestone
            and path_actions.first_step_number = path_steps.step_number
        )
),

step_changes as (
    select
        action_steps.population_number,
        action_steps.pair_number,
        action_steps.path_number,
        action_steps.first_step_number,
        action_steps.single_count,
        case
            when action_steps.is_exposed
                then same_step_slopes.unexposed_share * (
                        action_steps.converted_count
                        - same_step_slopes.risk_ratio * same_step_slopes.ratio_base_rate
                    )
            else 0
        end
        - case
            when action_steps.is_ordinary
                then same_step_slopes.risk_ratio * same_step_slopes.exposed_share
                    * (same_step_slopes.ratio_base_rate - action_steps.converted_count)
            else 0
        end as ratio_change,
        case
            when action_steps.is_exposed
                then same_step_slopes.unexposed_share * (
                        action_steps.converted_count - same_step_slopes.risk_difference
                        - same_step_slopes.difference_base_rate
                    )
            else 0
        end
        - case
            when action_steps.is_ordinary
                then same_step_slopes.exposed_share
                    * (same_step_slopes.difference_base_rate - action_steps.converted_count)
            else 0
        end as difference_change,
        case
            when action_steps.is_exposed
                then -same_step_slopes.unexposed_share
                    * (same_step_slopes.value_difference + same_step_slopes.base_value)
            else 0
        end
        - case
            when action_steps.is_ordinary
                then same_step_slopes.exposed_share * same_step_slopes.base_value
            else 0
        end as value_change
    from action_steps
    inner join same_step_slopes
        on
            action_steps.population_number = same_step_slopes.population_number
            and action_steps.pair_number = same_step_slopes.pair_number
            and action_steps.place_number = same_step_slopes.place_number
            and action_steps.stage_number = same_step_slopes.stage_number
            and action_steps.segment_number = same_step_slopes.segment_number
),

path_action_influences as (
    select
        population_number,
        pair_number,
        path_number,
        first_step_number,
        single_count,
        sum(ratio_change) as ratio_change,
        sum(difference_change) as difference_change,
        sum(value_change) as value_change
    from step_changes
    group by population_number, pair_number, path_number, first_step_number, single_count
)

select * from path_action_influences
