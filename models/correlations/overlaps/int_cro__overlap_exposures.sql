with

landmark_exposures as (
    select * from {{ ref('int_cro__landmark_exposures') }}
),

macro_sources as (
    select * from {{ ref('int_cro__macro_sources') }}
),

-- With itself a micro conversion overlaps wholly, which gives its own count.
source_totals as (
    select
        landmark_exposures.comparison_key,
        landmark_exposures.source_name,
        landmark_exposures.micro_conversion_key,
        other_exposures.micro_conversion_key as other_micro_conversion_key,
        count(*) as unit_count
    from landmark_exposures
    inner join landmark_exposures as other_exposures
        on
            landmark_exposures.comparison_key = other_exposures.comparison_key
            and landmark_exposures.unit_key = other_exposures.unit_key
    group by
        landmark_exposures.comparison_key,
        landmark_exposures.source_name,
        landmark_exposures.micro_conversion_key,
        other_exposures.micro_conversion_key
),

overlap_exposures as (
    select
        source_totals.comparison_key,
        source_totals.micro_conversion_key,
        source_totals.other_micro_conversion_key,
        macro_sources.macro_conversion_key,
        cast(sum(source_totals.unit_count) as bigint) as unit_count
    from source_totals
    inner join macro_sources
        on source_totals.source_name = macro_sources.source_name
    group by
        source_totals.comparison_key,
        source_totals.micro_conversion_key,
        source_totals.other_micro_conversion_key,
        macro_sources.macro_conversion_key
)

select * from overlap_exposures
