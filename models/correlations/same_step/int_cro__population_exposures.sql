with

population_actions as (
    select * from {{ ref('int_cro__population_actions') }}
),

-- Also those who did it in a milestone step, where nobody is compared.
population_exposures as (
    select
        population_key,
        action_key,
        macro_conversion_key,
        cast(count(*) as bigint) as all_exposed_count
    from population_actions
    where is_action_step
    group by population_key, action_key, macro_conversion_key
)

select * from population_exposures
