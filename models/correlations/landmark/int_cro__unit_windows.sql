{{ config(materialized='view') }}

with

units as (
    select * from {{ ref('int_cro__units') }}
),

sessions as (
    select * from {{ ref('int_cro__sessions') }}
),

comparisons as (
    select * from {{ ref('int_cro__comparisons') }}
),

watermark as (
    select * from {{ ref('int_cro__watermark') }}
),

windows as (
    select
        comparisons.comparison_key,
        comparisons.method,
        units.unit,
        units.unit_key,
        sessions.source_name,
        {{ cro.add_seconds('units.started_at', 'comparisons.landmark_seconds') }}
            as landmark_at,
        {{ cro.add_seconds('units.started_at', 'comparisons.window_seconds') }}
            as window_end_at,
        watermark.watermark_at
    from units
    inner join sessions
        on units.entry_session_key = sessions.session_key
    inner join comparisons
        on units.unit = comparisons.unit
    inner join watermark
        on units.started_at <= watermark.watermark_at
),

-- The crude method takes everybody, whether or not the window has passed.
unit_windows as (
    select
        *,
        method = 'crude' or window_end_at <= watermark_at as is_matured
    from windows
)

select * from unit_windows
