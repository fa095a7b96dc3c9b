with

landmark_exposures as (
    select * from {{ ref('int_cro__landmark_exposures') }}
),

unit_outcomes as (
    select * from {{ ref('int_cro__unit_outcomes') }}
),

converters as (
    select
        landmark_exposures.comparison_key,
        landmark_exposures.unit_key,
        landmark_exposures.micro_conversion_key,
        unit_outcomes.macro_conversion_key,
        unit_outcomes.early_count
    from landmark_exposures
    inner join unit_outcomes
        on
            landmark_exposures.comparison_key = unit_outcomes.comparison_key
            and landmark_exposures.unit_key = unit_outcomes.unit_key
),

overlap_outcomes as (
    select
        converters.comparison_key,
        converters.micro_conversion_key,
        landmark_exposures.micro_conversion_key as other_micro_conversion_key,
        converters.macro_conversion_key,
        cast(sum(converters.early_count) as bigint) as early_converter_count,
        cast(sum(1 - converters.early_count) as bigint) as converted_count
    from converters
    inner join landmark_exposures
        on
            converters.comparison_key = landmark_exposures.comparison_key
            and converters.unit_key = landmark_exposures.unit_key
    group by
        converters.comparison_key,
        converters.micro_conversion_key,
        landmark_exposures.micro_conversion_key,
        converters.macro_conversion_key
)

select * from overlap_outcomes
