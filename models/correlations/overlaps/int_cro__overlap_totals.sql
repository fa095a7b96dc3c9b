{{ config(materialized='view') }}

with

overlap_exposures as (
    select * from {{ ref('int_cro__overlap_exposures') }}
),

overlap_outcomes as (
    select * from {{ ref('int_cro__overlap_outcomes') }}
),

overlap_totals as (
    select
        overlap_exposures.comparison_key,
        overlap_exposures.micro_conversion_key,
        overlap_exposures.other_micro_conversion_key,
        overlap_exposures.macro_conversion_key,
        overlap_exposures.unit_count - coalesce(overlap_outcomes.early_converter_count, 0)
            as unit_count,
        coalesce(overlap_outcomes.converted_count, 0) as converted_count
    from overlap_exposures
    left join overlap_outcomes
        on
            overlap_exposures.comparison_key = overlap_outcomes.comparison_key
            and overlap_exposures.micro_conversion_key = overlap_outcomes.micro_conversion_key
            and overlap_exposures.other_micro_conversion_key
            = overlap_outcomes.other_micro_conversion_key
            and overlap_exposures.macro_conversion_key = overlap_outcomes.macro_conversion_key
)

select * from overlap_totals
