{{ config(materialized='view') }}

with

units as (
    select * from {{ ref('int_cro__units') }}
),

sessions as (
    select * from {{ ref('int_cro__sessions') }}
),

macro_sources as (
    select * from {{ ref('int_cro__macro_sources') }}
),

watermark as (
    select * from {{ ref('int_cro__watermark') }}
),

eligible_units as (
    select
        units.unit,
        units.unit_key,
        units.visitor_key,
        macro_sources.macro_conversion_key
    from units
    inner join sessions
        on units.entry_session_key = sessions.session_key
    inner join macro_sources
        on sessions.source_name = macro_sources.source_name
    inner join watermark
        on units.started_at <= watermark.watermark_at
)

select * from eligible_units
