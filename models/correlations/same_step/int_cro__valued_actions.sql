with

valued_steps as (
    select * from {{ ref('int_cro__valued_steps') }}
),

unit_actions as (
    select * from {{ ref('int_cro__unit_actions') }}
),

compared_actions as (
    select * from {{ ref('int_cro__compared_actions') }}
),

valued_actions as (
    select
        valued_steps.population_number,
        compared_actions.pair_number,
        valued_steps.place_number,
        valued_steps.stage_number,
        valued_steps.segment_number,
        sum(case
            when
                unit_actions.first_step_number = valued_steps.step_number
                and (
                    compared_actions.is_process_milestone or not valued_steps.is_milestone_step
                ) then valued_steps.later_value
            else 0
        end) as exposed_value,
        sum(case when valued_steps.is_milestone_step then 0 else valued_steps.later_value end)
            as since_value
    from valued_steps
    inner join unit_actions
        on
            valued_steps.unit_number = unit_actions.unit_number
            and valued_steps.clock = unit_actions.clock
            and valued_steps.step_number >= unit_actions.first_step_number
    inner join compared_actions
        on
            unit_actions.action_key = compared_actions.action_key
            and valued_steps.macro_conversion_key = compared_actions.macro_conversion_key
    where
        {{ cro.is_compared_in('valued_steps', 'compared_actions') }}
    group by
        valued_steps.population_number,
        compared_actions.pair_number,
        valued_steps.place_number,
        valued_steps.stage_number,
        valued_steps.segment_number
)

select * from valued_actions
