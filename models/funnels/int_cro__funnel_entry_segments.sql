{{ config(materialized='view') }}

with

funnel_entries as (
    select * from {{ ref('fct_cro__funnel_entries') }}
),

funnel_steps as (
    select * from {{ ref('dim_cro__funnel_steps') }}
),

session_segments as (
    select * from {{ ref('int_cro__session_segments') }}
),

-- As of entry: later steps may lie in other sessions.
session_rows as (
    select
        funnel_entries.funnel_entry_key,
        session_segments.segment_name,
        session_segments.segment_value
    from funnel_entries
    inner join session_segments
        on funnel_entries.session_key = session_segments.session_key
),

held_value_rows as (
    select
        funnel_entries.funnel_entry_key,
        {{ cro.text_literal('held_value') }} as segment_name,
        coalesce(funnel_entries.held_value, '(not set)') as segment_value
    from funnel_entries
    inner join funnel_steps
        on funnel_entries.funnel_key = funnel_steps.funnel_key
    where
        funnel_steps.step_number = 1
        and funnel_steps.hold_property is not null
),

entry_segments as (
    select * from session_rows
    union all
    select * from held_value_rows
)

select * from entry_segments
