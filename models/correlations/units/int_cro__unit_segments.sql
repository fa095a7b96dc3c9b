{{ config(materialized='view') }}

with

units as (
    select * from {{ ref('int_cro__units') }}
),

session_segments as (
    select * from {{ ref('int_cro__session_segments') }}
),

unit_segments as (
    select
        units.unit,
        units.unit_key,
        session_segments.segment_name,
        session_segments.segment_value
    from units
    inner join session_segments
        on units.entry_session_key = session_segments.session_key
)

select * from unit_segments
