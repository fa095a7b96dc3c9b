with

population_steps as (
    select * from {{ ref('int_cro__population_steps') }}
),

population_actions as (
    select * from {{ ref('int_cro__population_actions') }}
),

ordinary_steps as (
    select
        population_key,
        macro_conversion_key,
        stratum,
        count(*) as step_count,
        sum(converted_count) as converted_count,
        sum(later_value) as later_value
    from population_steps
    group by population_key, macro_conversion_key, stratum
),

exposed_steps as (
    select
        population_key,
        action_key,
        macro_conversion_key,
        stratum,
        count(*) as step_count,
        sum(converted_count) as converted_count,
        sum(later_value) as later_value
    from population_actions
    where is_exposed
    group by population_key, action_key, macro_conversion_key, stratum
),

-- Ordinary steps of those who do it at some time: in it or after it they are no comparison.
actor_steps as (
    select
        population_key,
        action_key,
        macro_conversion_key,
        stratum,
        sum(case when is_before_action then 1 else 0 end) as before_count,
        sum(case when is_before_action then 0 else 1 end) as step_count,
        sum(case when is_before_action then 0 else converted_count end) as converted_count,
        sum(case when is_before_action then 0 else later_value end) as later_value
    from population_actions
    where not is_milestone_step
    group by population_key, action_key, macro_conversion_key, stratum
),

-- The comparison is every ordinary step of those who had not done it yet.
same_step_strata as (
    select
        exposed_steps.population_key,
        exposed_steps.action_key,
        exposed_steps.macro_conversion_key,
        exposed_steps.stratum,
        cast(exposed_steps.converted_count as bigint) as exposed_converted,
        cast(exposed_steps.step_count as bigint) as exposed_count,
        cast(
            coalesce(ordinary_steps.converted_count, 0) - coalesce(actor_steps.converted_count, 0) as bigint
        ) as unexposed_converted,
        cast(
            coalesce(ordinary_steps.step_count, 0) - coalesce(actor_steps.step_count, 0) as bigint
        ) as unexposed_count,
        cast(coalesce(actor_steps.before_count, 0) as bigint) as unexposed_before_count,
        exposed_steps.later_value as exposed_value,
        coalesce(ordinary_steps.later_value, 0) - coalesce(actor_steps.later_value, 0)
            as unexposed_value
    from exposed_steps
    left join ordinary_steps
        on
            exposed_steps.population_key = ordinary_steps.population_key
            and exposed_steps.macro_conversion_key = ordinary_steps.macro_conversion_key
            and exposed_steps.stratum = ordinary_steps.stratum
    left join actor_steps
        on
            exposed_steps.population_key = actor_steps.population_key
            and exposed_steps.action_key = actor_steps.action_key
            and exposed_steps.macro_conversion_key = actor_steps.macro_conversion_key
            and exposed_steps.stratum = actor_steps.stratum
)

select * from same_step_strata
