{{ config(materialized=cro.incremental_or_table(), unique_key='visitor_key') }}

with

path_events as (
    select * from {{ cro.touched('int_cro__funnel_path_events', 'visitor_key') }}
),

-- The entry number decides which of two entries of a path is the later one.
entry_events as (
    select
        {{ cro.hash_columns(['funnel_key', 'event_key']) }} as funnel_entry_key,
        path_key,
        row_number() over (
            partition by path_key
            order by {{ cro.event_order() }}
        ) as entry_number,
        cast(row_number() over (
            partition by funnel_key, unit_key
            order by {{ cro.event_order() }}
        ) as bigint) as number_for_unit,
        funnel_key,
        unit_key,
        session_key,
        visitor_key,
        held_value,
        step_number,
        is_optional,
        event_key,
        event_sequence,
        occurred_at,
        occurred_microseconds
    from path_events
    where level = 1
)

select * from entry_events
