{{ config(materialized='view') }}

with

populations as (
    select * from {{ ref('int_cro__populations') }}
    where population_type in ('segment', 'month', 'half_of_devices')
),

compared_actions as (
    select * from {{ ref('int_cro__compared_actions') }}
),

same_step_measures as (
    select * from {{ ref('int_cro__same_step_measures') }}
),

action_orders as (
    select * from {{ ref('int_cro__action_orders') }}
),

population_converters as (
    select * from {{ ref('int_cro__population_converters') }}
),

questions as (
    select
        populations.*,
        compared_actions.action_key,
        compared_actions.macro_conversion_key,
        compared_actions.is_process_milestone,
        compared_actions.is_candidate,
        compared_actions.is_in_family
    from populations
    cross join compared_actions
    where
        {{ cro.is_compared_in('populations', 'compared_actions') }}
),

verdict_numbers as (
    select
        questions.*,
        coalesce(population_converters.converter_count, 0) as converter_count,
        coalesce(action_orders.both_count, 0) as both_count,
        coalesce(action_orders.before_count, 0) as before_count,
        coalesce(action_orders.not_after_count, 0) as not_after_count,
        coalesce(action_orders.coincident_count, 0) as coincident_count,
        coalesce(same_step_measures.all_exposed_count, 0) as all_exposed_count,
        coalesce(same_step_measures.exposed_count, 0) as exposed_count,
        coalesce(same_step_measures.exposed_converted, 0) as exposed_converted,
        coalesce(same_step_measures.unexposed_converted, 0) as unexposed_converted,
        coalesce(same_step_measures.expected_exposed, 0.0) as expected_exposed,
        coalesce(same_step_measures.expected_unexposed, 0.0) as expected_unexposed,
        same_step_measures.unexposed_later_share,
        same_step_measures.risk_exposed,
        same_step_measures.risk_unexposed,
        same_step_measures.risk_difference,
        same_step_measures.risk_difference_lower,
        same_step_measures.risk_difference_upper,
        same_step_measures.risk_ratio,
        same_step_measures.risk_ratio_log_error,
        same_step_measures.risk_ratio_lower,
        same_step_measures.risk_ratio_upper,
        same_step_measures.p_value,
        same_step_measures.unskewed_p_value
    from questions
    left join same_step_measures
        on
            questions.population_key = same_step_measures.population_key
            and questions.action_key = same_step_measures.action_key
            and questions.macro_conversion_key = same_step_measures.macro_conversion_key
    left join action_orders
        on
            questions.population_key = action_orders.population_key
            and questions.action_key = action_orders.action_key
            and questions.macro_conversion_key = action_orders.macro_conversion_key
    left join population_converters
        on
            questions.population_key = population_converters.population_key
            and questions.macro_conversion_key = population_converters.macro_conversion_key
)

select * from verdict_numbers
