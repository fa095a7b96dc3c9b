with

first_actions as (
    select * from {{ ref('int_cro__first_actions') }}
),

populations as (
    select * from {{ ref('int_cro__populations') }}
),

compared_actions as (
    select * from {{ ref('int_cro__compared_actions') }}
),

first_counts as (
    select
        population_number,
        pair_number,
        cast(sum(first_count) as bigint) as all_exposed_count
    from first_actions
    group by population_number, pair_number
),

-- Also those who did it in a milestone step, where nobody is compared.
population_exposures as (
    select
        populations.population_key,
        compared_actions.action_key,
        compared_actions.macro_conversion_key,
        first_counts.all_exposed_count
    from first_counts
    inner join populations
        on first_counts.population_number = populations.population_number
    inner join compared_actions
        on first_counts.pair_number = compared_actions.pair_number
)

select * from population_exposures
