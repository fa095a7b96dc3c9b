with

path_influences as (
    select * from {{ ref('int_cro__path_influences') }}
),

path_action_influences as (
    select * from {{ ref('int_cro__path_action_influences') }}
    where single_count > 0
),

visitor_influences as (
    select * from {{ ref('int_cro__visitor_influences') }}
),

value_influences as (
    select * from {{ ref('int_cro__value_influences') }}
),

populations as (
    select * from {{ ref('int_cro__populations') }}
),

compared_actions as (
    select * from {{ ref('int_cro__compared_actions') }}
),

-- Visitors of one visit pull alike on the same path; all others are looked at one by one.
squares as (
    select
        population_number,
        pair_number,
        single_count * ratio_influence * ratio_influence as ratio_square,
        single_count * difference_influence * difference_influence as difference_square,
        single_count * value_influence * value_influence as value_square
    from path_influences
    where single_count > 0
    union all
    -- (influence + change) ^ 2 - influence ^ 2 for those who did it.
    select
        path_action_influences.population_number,
        path_action_influences.pair_number,
        path_action_influences.single_count * path_action_influences.ratio_change * (
            2 * coalesce(path_influences.ratio_influence, 0)
            + path_action_influences.ratio_change
        ) as ratio_square,
        path_action_influences.single_count * path_action_influences.difference_change * (
            2 * coalesce(path_influences.difference_influence, 0)
            + path_action_influences.difference_change
        ) as difference_square,
        path_action_influences.single_count * path_action_influences.value_change * (
            2 * coalesce(path_influences.value_influence, 0)
            + path_action_influences.value_change
        ) as value_square
    from path_action_influences
    left join path_influences
        on
            path_action_influences.population_number = path_influences.population_number
            and path_action_influences.pair_number = path_influences.pair_number
            and path_action_influences.path_number = path_influences.path_number
    union all
    select
        population_number,
        pair_number,
        ratio_influence * ratio_influence as ratio_square,
        difference_influence * difference_influence as difference_square,
        cast(null as {{ cro.type_double() }}) as value_square
    from visitor_influences
    union all
    select
        population_number,
        pair_number,
        0.0 as ratio_square,
        0.0 as difference_square,
        value_influence * value_influence as value_square
    from value_influences
),

-- No pull at all can come out a hair below zero.
variances as (
    select
        population_number,
        pair_number,
        case when sum(ratio_square) < 0 then 0 else sum(ratio_square) end as ratio_variance,
        case when sum(difference_square) < 0 then 0 else sum(difference_square) end
            as difference_variance,
        case when sum(value_square) < 0 then 0 else sum(value_square) end as value_variance
    from squares
    group by population_number, pair_number
),

clustered_variances as (
    select
        populations.population_key,
        compared_actions.action_key,
        compared_actions.macro_conversion_key,
        variances.ratio_variance,
        variances.difference_variance,
        case when populations.is_total then variances.value_variance end as value_variance
    from variances
    inner join populations
        on variances.population_number = populations.population_number
    inner join compared_actions
        on variances.pair_number = compared_actions.pair_number
)

select * from clustered_variances
