with

unit_exposures as (
    select * from {{ ref('int_cro__unit_exposures') }}
),

unit_segments as (
    select * from {{ ref('int_cro__unit_segments') }}
),

macro_sources as (
    select * from {{ ref('int_cro__macro_sources') }}
),

source_totals as (
    select
        unit_exposures.comparison_key,
        unit_exposures.source_name,
        unit_segments.segment_name,
        unit_segments.segment_value,
        unit_exposures.micro_conversion_key,
        count(*) as exposed_count
    from unit_exposures
    inner join unit_segments
        on
            unit_exposures.unit = unit_segments.unit
            and unit_exposures.unit_key = unit_segments.unit_key
    group by
        unit_exposures.comparison_key,
        unit_exposures.source_name,
        unit_segments.segment_name,
        unit_segments.segment_value,
        unit_exposures.micro_conversion_key
),

exposure_totals as (
    select
        source_totals.comparison_key,
        source_totals.segment_name,
        source_totals.segment_value,
        source_totals.micro_conversion_key,
        macro_sources.macro_conversion_key,
        cast(sum(source_totals.exposed_count) as bigint) as exposed_count
    from source_totals
    inner join macro_sources
        on source_totals.source_name = macro_sources.source_name
    group by
        source_totals.comparison_key,
        source_totals.segment_name,
        source_totals.segment_value,
        source_totals.micro_conversion_key,
        macro_sources.macro_conversion_key
)

select * from exposure_totals
