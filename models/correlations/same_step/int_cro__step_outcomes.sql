{{ config(materialized='view') }}

with

unit_steps as (
    select * from {{ ref('int_cro__unit_steps') }}
),

macro_sources as (
    select * from {{ ref('int_cro__macro_sources') }}
),

compared_actions as (
    select * from {{ ref('int_cro__compared_actions') }}
),

unit_macros as (
    select * from {{ ref('int_cro__unit_macros') }}
),

unit_macro_values as (
    select * from {{ ref('int_cro__unit_macro_values') }}
),

compared_macros as (
    select distinct
        macro_sources.source_name,
        macro_sources.macro_conversion_key
    from macro_sources
    inner join compared_actions
        on macro_sources.macro_conversion_key = compared_actions.macro_conversion_key
),

-- At risk in a step is who has not converted by it; who converts in it has no later to look at.
steps_at_risk as (
    select
        unit_steps.*,
        compared_macros.macro_conversion_key
    from unit_steps
    inner join compared_macros
        on unit_steps.source_name = compared_macros.source_name
    left join unit_macros
        on
            unit_steps.unit_number = unit_macros.unit_number
            and unit_steps.clock = unit_macros.clock
            and compared_macros.macro_conversion_key = unit_macros.macro_conversion_key
    where
        unit_macros.first_step_number is null
        or unit_macros.first_step_number > unit_steps.step_number
),

-- What came by the end of the horizon, which for a visit is its own end.
step_outcomes as (
    select
        steps_at_risk.*,
        case when unit_macro_values.unit_number is null then 0 else 1 end as converted_count,
        cast(coalesce(unit_macro_values.value_so_far, 0) as {{ cro.type_double() }}) as later_value
    from steps_at_risk
    left join unit_macro_values
        on
            steps_at_risk.unit_number = unit_macro_values.unit_number
            and steps_at_risk.macro_conversion_key = unit_macro_values.macro_conversion_key
            and (
                steps_at_risk.horizon_ends_at is null
                or steps_at_risk.horizon_ends_at >= unit_macro_values.occurred_at
            )
            and (
                unit_macro_values.next_at is null
                or steps_at_risk.horizon_ends_at < unit_macro_values.next_at
            )
)

select * from step_outcomes
