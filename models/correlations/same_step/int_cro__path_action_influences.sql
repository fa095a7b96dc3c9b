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

read_pairs as (
    select distinct
        population_number,
        pair_number
    from same_step_slopes
),

-- Most actions have no interval that anybody reads, so they are left out before they meet their steps.
read_actions as {{ cro.materialized() }} (
    select path_actions.*
    from path_actions
    inner join read_pairs
        on
            path_actions.population_number = read_pairs.population_number
            and path_actions.pair_number = read_pairs.pair_number
),

-- Before the first time nothing differs; the step of it is exposed, and later ones are no longer compared.
action_steps as (
    select
        read_actions.population_number,
        read_actions.pair_number,
        read_actions.path_number,
        read_actions.first_step_number,
        read_actions.single_count,
        path_steps.place_number,
        path_steps.stage_number,
        {{ cro.stratum_segment('read_actions', 'path_steps') }} as segment_number,
        path_steps.converted_count,
        read_actions.first_step_number = path_steps.step_number as is_exposed,
        not path_steps.is_milestone_step as is_ordinary
    from read_actions
    inner join path_steps
        on
            read_actions.path_number = path_steps.path_number
            and read_actions.first_step_number <= path_steps.step_number
    where
        not path_steps.is_milestone_step
        or (
            read_actions.is_process_milestone
            and read_actions.first_step_number = path_steps.step_number
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
