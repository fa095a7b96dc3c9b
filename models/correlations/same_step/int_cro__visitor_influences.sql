with

unit_paths as (
    select * from {{ ref('int_cro__unit_paths') }}
),

unit_populations as (
    select * from {{ ref('int_cro__unit_populations') }}
),

unit_path_actions as (
    select * from {{ ref('int_cro__unit_path_actions') }}
),

path_influences as (
    select * from {{ ref('int_cro__path_influences') }}
),

path_action_influences as (
    select * from {{ ref('int_cro__path_action_influences') }}
),

value_influences as (
    select * from {{ ref('int_cro__value_influences') }}
),

-- Later value is one's own, and it is looked at in the total alone.
clustered_units as (
    select
        unit_populations.population_number,
        unit_paths.visitor_number,
        unit_paths.unit_number,
        unit_paths.path_number
    from unit_paths
    inner join unit_populations
        on
            unit_paths.unit_number = unit_populations.unit_number
            and unit_paths.clock = unit_populations.clock
    where
        not unit_populations.is_only_unit
        or (unit_paths.converted_count = 1 and unit_populations.is_total)
),

clustered_paths as (
    select
        population_number,
        visitor_number,
        path_number,
        cast(count(*) as {{ cro.type_double() }}) as unit_count
    from clustered_units
    group by population_number, visitor_number, path_number
),

-- As if nobody did it, and what changes for those who did.
influences as (
    select
        clustered_paths.population_number,
        path_influences.pair_number,
        clustered_paths.visitor_number,
        clustered_paths.unit_count * path_influences.ratio_influence as ratio_influence,
        clustered_paths.unit_count * path_influences.difference_influence
            as difference_influence,
        clustered_paths.unit_count * path_influences.value_influence as value_influence
    from clustered_paths
    inner join path_influences
        on
            clustered_paths.population_number = path_influences.population_number
            and clustered_paths.path_number = path_influences.path_number
    union all
    select
        clustered_units.population_number,
        unit_path_actions.pair_number,
        clustered_units.visitor_number,
        path_action_influences.ratio_change as ratio_influence,
        path_action_influences.difference_change as difference_influence,
        path_action_influences.value_change as value_influence
    from clustered_units
    inner join unit_path_actions
        on
            clustered_units.unit_number = unit_path_actions.unit_number
            and clustered_units.path_number = unit_path_actions.path_number
    inner join path_action_influences
        on
            clustered_units.population_number = path_action_influences.population_number
            and unit_path_actions.pair_number = path_action_influences.pair_number
            and unit_path_actions.path_number = path_action_influences.path_number
            and unit_path_actions.first_step_number = path_action_influences.first_step_number
    union all
    select
        population_number,
        pair_number,
        visitor_number,
        0.0 as ratio_influence,
        0.0 as difference_influence,
        value_influence
    from value_influences
),

-- Visits of one visitor resemble each other, so they count together.
visitor_influences as (
    select
        population_number,
        pair_number,
        visitor_number,
        sum(ratio_influence) as ratio_influence,
        sum(difference_influence) as difference_influence,
        sum(value_influence) as value_influence
    from influences
    group by population_number, pair_number, visitor_number
)

select * from visitor_influences
