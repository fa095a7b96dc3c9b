with

unit_windows as (
    select * from {{ ref('int_cro__unit_windows') }}
    where method = 'landmark' and is_matured
),

unit_conversions as (
    select * from {{ ref('int_cro__unit_conversions') }}
    where clock = 'active' and conversion_type = 'micro'
),

match_counts as (
    select
        unit_windows.comparison_key,
        unit_windows.unit,
        unit_windows.unit_key,
        unit_windows.source_name,
        unit_conversions.conversion_key as micro_conversion_key,
        count(*) as match_count
    from unit_windows
    inner join unit_conversions
        on
            unit_windows.unit = unit_conversions.unit
            and unit_windows.unit_key = unit_conversions.unit_key
            and unit_windows.landmark_at >= unit_conversions.occurred_at
    group by
        unit_windows.comparison_key,
        unit_windows.unit,
        unit_windows.unit_key,
        unit_windows.source_name,
        unit_conversions.conversion_key
),

-- Declared bands: to search for the best threshold in the same data would always find one.
unit_doses as (
    select
        comparison_key,
        unit,
        unit_key,
        source_name,
        micro_conversion_key,
        cast(least(match_count, 3) as integer) as dose_number
    from match_counts
)

select * from unit_doses
