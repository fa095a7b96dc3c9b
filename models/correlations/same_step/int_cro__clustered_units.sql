with

unit_paths as (
    select * from {{ ref('int_cro__unit_paths') }}
),

unit_populations as (
    select * from {{ ref('int_cro__unit_populations') }}
),

same_step_slopes as (
    select * from {{ ref('int_cro__same_step_slopes') }}
),

read_populations as (
    select distinct population_number
    from same_step_slopes
),

-- Later value is one's own, and it is looked at in the total alone.
-- Units of a visitor lie together, so that they are added up before memory runs out.
clustered_units as (
    select
        unit_populations.population_number,
        unit_populations.is_total,
        unit_paths.visitor_number,
        unit_paths.unit_number,
        unit_paths.path_number
    from unit_paths
    inner join unit_populations
        on
            unit_paths.unit_number = unit_populations.unit_number
            and unit_paths.clock = unit_populations.clock
    inner join read_populations
        on unit_populations.population_number = read_populations.population_number
    where
        not unit_populations.is_only_unit
        or (unit_paths.converted_count = 1 and unit_populations.is_total)
    {{ cro.laid_together(['unit_populations.population_number', 'unit_paths.visitor_number']) }}
)

select * from clustered_units
