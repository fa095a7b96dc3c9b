with

population_members as (
    select * from {{ ref('int_cro__population_members') }}
),

populations as (
    select * from {{ ref('int_cro__populations') }}
),

unit_strata as (
    select * from {{ ref('int_cro__unit_strata') }}
),

numbered_members as (
    select
        populations.population_key,
        populations.population_number,
        populations.unit,
        populations.clock,
        populations.has_segment_strata,
        populations.population_type,
        populations.is_total,
        unit_strata.unit_number,
        unit_strata.visitor_number
    from population_members
    inner join unit_strata
        on
            population_members.unit = unit_strata.unit
            and population_members.unit_key = unit_strata.unit_key
    inner join populations
        on
            population_members.unit = populations.unit
            and population_members.population_type = populations.population_type
            and population_members.population_name = populations.population_name
            and population_members.population_value = populations.population_value
),

-- Units of one visitor count together; most visitors have one in a population.
unit_populations as (
    select
        *,
        count(*) over (partition by population_number, visitor_number) = 1 as is_only_unit
    from numbered_members
)

select * from unit_populations
