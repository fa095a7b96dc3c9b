with

unit_doses as (
    select * from {{ ref('int_cro__unit_doses') }}
),

macro_sources as (
    select * from {{ ref('int_cro__macro_sources') }}
),

source_totals as (
    select
        comparison_key,
        source_name,
        micro_conversion_key,
        dose_number,
        count(*) as unit_count
    from unit_doses
    group by comparison_key, source_name, micro_conversion_key, dose_number
),

dose_totals as (
    select
        source_totals.comparison_key,
        source_totals.micro_conversion_key,
        macro_sources.macro_conversion_key,
        source_totals.dose_number,
        cast(sum(source_totals.unit_count) as bigint) as unit_count
    from source_totals
    inner join macro_sources
        on source_totals.source_name = macro_sources.source_name
    group by
        source_totals.comparison_key,
        source_totals.micro_conversion_key,
        macro_sources.macro_conversion_key,
        source_totals.dose_number
)

select * from dose_totals
