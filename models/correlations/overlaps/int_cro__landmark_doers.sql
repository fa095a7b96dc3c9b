{{ config(materialized='view') }}

with

landmark_totals as (
    select * from {{ ref('int_cro__landmark_totals') }}
),

overlap_totals as (
    select * from {{ ref('int_cro__overlap_totals') }}
),

landmark_doers as (
    select
        landmark_totals.*,
        coalesce(overlap_totals.unit_count, 0) as done_count,
        coalesce(overlap_totals.converted_count, 0) as done_converted_count
    from landmark_totals
    left join overlap_totals
        on
            landmark_totals.comparison_key = overlap_totals.comparison_key
            and landmark_totals.macro_conversion_key = overlap_totals.macro_conversion_key
            and landmark_totals.micro_conversion_key = overlap_totals.micro_conversion_key
            and landmark_totals.micro_conversion_key = overlap_totals.other_micro_conversion_key
)

select * from landmark_doers
