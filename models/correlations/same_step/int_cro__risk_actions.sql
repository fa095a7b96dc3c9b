with

risk_steps as (
    select * from {{ ref('int_cro__risk_steps') }}
),

unit_actions as (
    select * from {{ ref('int_cro__unit_actions') }}
),

compared_actions as (
    select * from {{ ref('int_cro__compared_actions') }}
),

-- Steps of those who ever did it: before the first time, in it, and after.
risk_actions as (
    select
        risk_steps.*,
        compared_actions.action_key,
        compared_actions.is_candidate,
        unit_actions.first_step_number > risk_steps.step_number as is_before_action,
        unit_actions.first_step_number = risk_steps.step_number as is_action_step,
        unit_actions.first_step_number = risk_steps.step_number
        and (compared_actions.is_process_milestone or not risk_steps.is_milestone_step)
            as is_exposed
    from risk_steps
    inner join unit_actions
        on
            risk_steps.unit = unit_actions.unit
            and risk_steps.clock = unit_actions.clock
            and risk_steps.unit_key = unit_actions.unit_key
    inner join compared_actions
        on
            unit_actions.action_key = compared_actions.action_key
            and risk_steps.macro_conversion_key = compared_actions.macro_conversion_key
)

select * from risk_actions
