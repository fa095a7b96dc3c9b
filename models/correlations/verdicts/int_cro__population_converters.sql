with

unit_macros as (
    select * from {{ ref('int_cro__unit_macros') }}
),

unit_populations as (
    select * from {{ ref('int_cro__unit_populations') }}
),

watermark as (
    select * from {{ ref('int_cro__watermark') }}
),

population_converters as (
    select
        unit_populations.population_key,
        unit_macros.macro_conversion_key,
        cast(count(*) as bigint) as converter_count
    from unit_macros
    inner join unit_populations
        on
            unit_macros.unit_number = unit_populations.unit_number
            and unit_macros.clock = unit_populations.clock
    inner join watermark
        on unit_macros.first_at <= watermark.watermark_at
    group by unit_populations.population_key, unit_macros.macro_conversion_key
)

select * from population_converters
