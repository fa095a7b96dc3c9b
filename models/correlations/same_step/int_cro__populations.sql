with

population_members as (
    select * from {{ ref('int_cro__population_members') }}
),

names as (
    select distinct
        unit,
        clock,
        population_type,
        population_name,
        population_value
    from population_members
),

populations as (
    select
        {{ cro.hash_columns([
            'unit', 'population_type', 'population_name', 'population_value',
        ]) }} as population_key,
        cast(row_number() over (
            order by unit, population_type, population_name, population_value
        ) as bigint) as population_number,
        unit,
        clock,
        population_type,
        population_name,
        population_value,
        population_type <> 'without_segments' as has_segment_strata,
        population_type = 'segment' and population_name = 'all' as is_total
    from names
)

select * from populations
