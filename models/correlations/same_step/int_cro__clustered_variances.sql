with

path_influences as (
    select * from {{ ref('int_cro__path_influences') }}
    where single_count > 0
),

path_action_influences as (
    select * from {{ ref('int_cro__path_action_influences') }}
    where single_count > 0
),

path_actions as (
    select * from {{ ref('int_cro__path_actions') }}
    where single_count > 0
),

visitor_influences as (
    select * from {{ ref('int_cro__visitor_influences') }}
),

populations as (
    select * from {{ ref('int_cro__populations') }}
),

compared_actions as (
    select * from {{ ref('int_cro__compared_actions') }}
),

acting_counts as (
    select
        population_number,
        pair_number,
        path_number,
        sum(single_count) as single_count
    from path_actions
    group by population_number, pair_number, path_number
),

-- Visitors of one visit pull alike on the same path; all others are looked at one by one.
influences as (
    select
        path_influences.population_number,
        path_influences.pair_number,
        path_influences.single_count - coalesce(acting_counts.single_count, 0) as visitor_count,
        path_influences.ratio_influence,
        path_influences.difference_influence,
        path_influences.value_influence
    from path_influences
    left join acting_counts
        on
            path_influences.population_number = acting_counts.population_number
            and path_influences.pair_number = acting_counts.pair_number
            and path_influences.path_number = acting_counts.path_number
    union all
    select
        population_number,
        pair_number,
        single_count as visitor_count,
        ratio_influence,
        difference_influence,
        value_influence
    from path_action_influences
    union all
    select
        population_number,
        pair_number,
        1 as visitor_count,
        ratio_influence,
        difference_influence,
        value_influence
    from visitor_influences
),

variances as (
    select
        population_number,
        pair_number,
        sum(visitor_count * ratio_influence * ratio_influence) as ratio_variance,
        sum(visitor_count * difference_influence * difference_influence) as difference_variance,
        sum(visitor_count * value_influence * value_influence) as value_variance
    from influences
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
