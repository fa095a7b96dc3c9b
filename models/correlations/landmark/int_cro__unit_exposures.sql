with

unit_windows as (
    select * from {{ ref('int_cro__unit_windows') }}
    where is_matured
),

unit_first_micros as (
    select * from {{ ref('int_cro__unit_first_micros') }}
    where clock = 'active'
),

-- Other tools leave out a unit's first event, and take everything up to the window's end.
candidates as (
    select
        unit_windows.*,
        unit_first_micros.micro_conversion_key,
        case
            when unit_windows.method = 'crude' then unit_first_micros.first_after_start_at
            else unit_first_micros.first_at
        end as exposed_at
    from unit_windows
    inner join unit_first_micros
        on
            unit_windows.unit = unit_first_micros.unit
            and unit_windows.unit_key = unit_first_micros.unit_key
),

unit_exposures as (
    select
        comparison_key,
        unit,
        unit_key,
        source_name,
        micro_conversion_key,
        exposed_at
    from candidates
    where
        exposed_at <= watermark_at
        and (
            (method = 'landmark' and exposed_at <= landmark_at)
            or (method = 'crude' and exposed_at < window_end_at)
        )
)

select * from unit_exposures
