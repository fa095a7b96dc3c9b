{{ config(materialized=cro.incremental_or_table(), unique_key=cro.path_visitor()) }}

with

path_events as (
    select * from {{ cro.touched('int_cro__funnel_path_events', 'visitor_key') }}
),

entry_events as (
    select * from {{ cro.touched('int_cro__funnel_entry_events', 'visitor_key') }}
),

ties as (
    select * from {{ cro.touched('int_cro__funnel_ties', cro.path_visitor()) }}
),

-- Every entry is a chain of one event.
level_1 as (
    select
        path_key,
        step_number,
        is_optional,
        event_key,
        occurred_microseconds,
        {{ cro.text_literal('') }} as used_marks,
        entry_number,
        occurred_microseconds as entered_microseconds,
        cast(null as bigint) as previous_microseconds
    from entry_events
),

{{ cro.funnel_levels() }},

-- Whatever else a chain has used, its last event belongs to the latest entry.
chains as (
    select
        path_key,
        step_number,
        is_optional,
        event_key,
        occurred_microseconds,
        max(entry_number) as entry_number,
        max(previous_microseconds) as previous_microseconds
    from all_levels
    group by path_key, step_number, is_optional, event_key, occurred_microseconds
)

select * from chains
