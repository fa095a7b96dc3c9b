{{ config(materialized=cro.incremental_or_table(), unique_key=cro.path_visitor()) }}

with

chains as (
    select * from {{ cro.touched('int_cro__funnel_chains', cro.path_visitor()) }}
),

path_events as (
    select * from {{ cro.touched('int_cro__funnel_path_events', 'visitor_key') }}
),

owned_events as (
    select
        chains.path_key,
        chains.entry_number,
        chains.step_number,
        path_events.level,
        chains.is_optional,
        chains.event_key,
        path_events.source_name,
        path_events.event_sequence,
        path_events.occurred_at,
        chains.occurred_microseconds,
        cast(chains.occurred_microseconds - chains.previous_microseconds as {{ cro.type_double() }})
        / 1000000 as seconds_from_previous
    from chains
    inner join path_events
        on
            chains.path_key = path_events.path_key
            and chains.step_number = path_events.step_number
            and chains.event_key = path_events.event_key
)

select * from owned_events
