with

unit_windows as (
    select * from {{ ref('int_cro__unit_windows') }}
    where is_matured
),

unit_macros as (
    select * from {{ ref('int_cro__unit_macros') }}
    where clock = 'active'
),

-- Whoever converted by the landmark is no longer at risk, and is counted apart.
unit_outcomes as (
    select
        unit_windows.comparison_key,
        unit_windows.unit,
        unit_windows.unit_key,
        unit_macros.macro_conversion_key,
        unit_macros.first_at as converted_at,
        case
            when unit_windows.method = 'crude' then 0
            when unit_macros.first_at <= unit_windows.landmark_at then 1
            else 0
        end as early_count
    from unit_windows
    inner join unit_macros
        on
            unit_windows.unit = unit_macros.unit
            and unit_windows.unit_key = unit_macros.unit_key
    where
        unit_macros.first_at <= unit_windows.window_end_at
        and unit_macros.first_at <= unit_windows.watermark_at
)

select * from unit_outcomes
