with

population_members as (
    select * from {{ ref('int_cro__population_members') }}
),

populations as (
    select * from {{ ref('int_cro__populations') }}
),

unit_populations as (
    select
        populations.population_key,
        populations.unit,
        populations.clock,
        populations.has_segment_strata,
        populations.population_type,
        populations.is_total,
        population_members.unit_key
    from population_members
    inner join populations
        on
            population_members.unit = populations.unit
            and population_members.population_type = populations.population_type
            and population_members.population_name = populations.population_name
            and population_members.population_value = populations.population_value
)

select * from unit_populations
