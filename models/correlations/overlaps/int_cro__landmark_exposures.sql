{{ config(materialized='view') }}

with

unit_exposures as (
    select * from {{ ref('int_cro__unit_exposures') }}
),

comparisons as (
    select * from {{ ref('int_cro__comparisons') }}
    where method = 'landmark'
),

landmark_exposures as (
    select
        unit_exposures.comparison_key,
        unit_exposures.unit_key,
        unit_exposures.source_name,
        unit_exposures.micro_conversion_key
    from unit_exposures
    inner join comparisons
        on unit_exposures.comparison_key = comparisons.comparison_key
)

select * from landmark_exposures
