{{ config(materialized='view') }}

with

comparisons as (
    select * from {{ ref('int_cro__comparisons') }}
    where method = 'landmark'
),

pairs as (
    select * from {{ ref('int_cro__micro_macro_pairs') }}
),

population_totals as (
    select * from {{ ref('int_cro__population_totals') }}
    where segment_name = 'all'
),

outcome_totals as (
    select * from {{ ref('int_cro__outcome_totals') }}
    where segment_name = 'all'
),

landmark_totals as (
    select
        comparisons.comparison_key,
        comparisons.unit,
        comparisons.landmark_seconds,
        comparisons.horizon_seconds,
        pairs.micro_conversion_key,
        pairs.macro_conversion_key,
        population_totals.unit_count - coalesce(outcome_totals.early_converter_count, 0)
            as unit_count,
        coalesce(outcome_totals.converted_count, 0) as converted_count,
        population_totals.immature_count,
        coalesce(outcome_totals.early_converter_count, 0) as early_converter_count
    from comparisons
    inner join population_totals
        on comparisons.comparison_key = population_totals.comparison_key
    inner join pairs
        on population_totals.macro_conversion_key = pairs.macro_conversion_key
    left join outcome_totals
        on
            comparisons.comparison_key = outcome_totals.comparison_key
            and pairs.macro_conversion_key = outcome_totals.macro_conversion_key
)

select * from landmark_totals
