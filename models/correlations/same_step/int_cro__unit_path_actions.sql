with

unit_actions as (
    select * from {{ ref('int_cro__unit_actions') }}
),

unit_paths as (
    select * from {{ ref('int_cro__unit_paths') }}
),

compared_actions as (
    select * from {{ ref('int_cro__compared_actions') }}
),

-- When it is done after the last step that is compared makes no difference.
unit_path_actions as (
    select
        unit_paths.unit_number,
        unit_paths.clock,
        unit_paths.path_number,
        unit_paths.converted_count,
        compared_actions.pair_number,
        compared_actions.is_candidate,
        compared_actions.is_in_family,
        compared_actions.is_in_total,
        compared_actions.is_process_milestone,
        case
            when unit_actions.first_step_number > unit_paths.last_step_number
                then unit_paths.last_step_number + 1
            else unit_actions.first_step_number
        end as first_step_number
    from unit_actions
    inner join unit_paths
        on
            unit_actions.unit_number = unit_paths.unit_number
            and unit_actions.clock = unit_paths.clock
    inner join compared_actions
        on
            unit_actions.action_key = compared_actions.action_key
            and unit_paths.macro_conversion_key = compared_actions.macro_conversion_key
)

select * from unit_path_actions
