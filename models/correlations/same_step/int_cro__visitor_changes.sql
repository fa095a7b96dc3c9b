with

clustered_units as (
    select * from {{ ref('int_cro__clustered_units') }}
),

unit_path_actions as (
    select * from {{ ref('int_cro__unit_path_actions') }}
),

path_action_influences as (
    select * from {{ ref('int_cro__path_action_influences') }}
),

same_step_slopes as (
    select * from {{ ref('int_cro__same_step_slopes') }}
),

read_pairs as (
    select distinct
        population_number,
        pair_number
    from same_step_slopes
),

-- Met only once they are few, or DuckDB may join paths across populations and take twenty times as long.
unit_actions as {{ cro.materialized() }} (
    select
        clustered_units.population_number,
        clustered_units.is_total,
        clustered_units.visitor_number,
        unit_path_actions.pair_number,
        unit_path_actions.path_number,
        unit_path_actions.first_step_number
    from clustered_units
    inner join unit_path_actions
        on
            clustered_units.unit_number = unit_path_actions.unit_number
            and clustered_units.path_number = unit_path_actions.path_number
    inner join read_pairs
        on
            clustered_units.population_number = read_pairs.population_number
            and unit_path_actions.pair_number = read_pairs.pair_number
),

visitor_changes as (
    select
        unit_actions.population_number,
        unit_actions.is_total,
        unit_actions.pair_number,
        unit_actions.visitor_number,
        sum(path_action_influences.ratio_change) as ratio_change,
        sum(path_action_influences.difference_change) as difference_change,
        sum(path_action_influences.value_change) as value_change
    from unit_actions
    inner join path_action_influences
        on
            unit_actions.population_number = path_action_influences.population_number
            and unit_actions.pair_number = path_action_influences.pair_number
            and unit_actions.path_number = path_action_influences.path_number
            and unit_actions.first_step_number = path_action_influences.first_step_number
    group by
        unit_actions.population_number,
        unit_actions.is_total,
        unit_actions.pair_number,
        unit_actions.visitor_number
)

select * from visitor_changes
