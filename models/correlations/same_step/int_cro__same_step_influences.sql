with

population_steps as (
    select * from {{ ref('int_cro__population_steps') }}
),

exposed_steps as (
    select * from {{ ref('int_cro__population_actions') }}
    where is_exposed
),

unit_actions as (
    select * from {{ ref('int_cro__unit_actions') }}
),

same_step_slopes as (
    select * from {{ ref('int_cro__same_step_slopes') }}
),

exposed_influences as (
    select
        exposed_steps.visitor_key,
        same_step_slopes.population_key,
        same_step_slopes.action_key,
        same_step_slopes.macro_conversion_key,
        same_step_slopes.unexposed_share * (
            exposed_steps.converted_count
            - same_step_slopes.risk_ratio * same_step_slopes.ratio_base_rate
        ) as ratio_influence,
        same_step_slopes.unexposed_share * (
            exposed_steps.converted_count
            - same_step_slopes.risk_difference - same_step_slopes.difference_base_rate
        ) as difference_influence,
        same_step_slopes.unexposed_share * (
            exposed_steps.later_value
            - same_step_slopes.value_difference - same_step_slopes.base_value
        ) as value_influence
    from exposed_steps
    inner join same_step_slopes
        on
            exposed_steps.population_key = same_step_slopes.population_key
            and exposed_steps.action_key = same_step_slopes.action_key
            and exposed_steps.macro_conversion_key = same_step_slopes.macro_conversion_key
            and exposed_steps.stratum = same_step_slopes.stratum
),

unexposed_influences as (
    select
        population_steps.visitor_key,
        same_step_slopes.population_key,
        same_step_slopes.action_key,
        same_step_slopes.macro_conversion_key,
        -same_step_slopes.risk_ratio * same_step_slopes.exposed_share
        * (population_steps.converted_count - same_step_slopes.ratio_base_rate)
            as ratio_influence,
        -same_step_slopes.exposed_share
        * (population_steps.converted_count - same_step_slopes.difference_base_rate)
            as difference_influence,
        -same_step_slopes.exposed_share
        * (population_steps.later_value - same_step_slopes.base_value) as value_influence
    from population_steps
    inner join same_step_slopes
        on
            population_steps.population_key = same_step_slopes.population_key
            and population_steps.macro_conversion_key = same_step_slopes.macro_conversion_key
            and population_steps.stratum = same_step_slopes.stratum
    left join unit_actions
        on
            population_steps.unit = unit_actions.unit
            and population_steps.clock = unit_actions.clock
            and population_steps.unit_key = unit_actions.unit_key
            and same_step_slopes.action_key = unit_actions.action_key
    where
        unit_actions.first_step_number is null
        or unit_actions.first_step_number > population_steps.step_number
),

influences as (
    select * from exposed_influences
    union all
    select * from unexposed_influences
),

-- Visits of one visitor resemble each other, so they count together.
same_step_influences as (
    select
        population_key,
        action_key,
        macro_conversion_key,
        visitor_key,
        sum(ratio_influence) as ratio_influence,
        sum(difference_influence) as difference_influence,
        sum(value_influence) as value_influence
    from influences
    group by population_key, action_key, macro_conversion_key, visitor_key
)

select * from same_step_influences
