{{ config(materialized=cro.incremental_or_table(), unique_key=cro.path_visitor()) }}

with

path_events as (
    select * from {{ cro.touched('int_cro__funnel_path_events', 'visitor_key') }}
),

-- One tracker's sequence settles the order of a moment; without it, any order is possible.
tie_pairs as (
    select
        earlier.path_key,
        earlier.occurred_microseconds,
        later.level,
        earlier.event_key as previous_event_key,
        earlier.event_sequence as previous_event_sequence,
        later.event_key,
        later.step_number,
        later.is_optional,
        not coalesce(
            earlier.source_name = later.source_name
            and earlier.event_sequence < later.event_sequence,
            false
        ) as is_order_free
    from path_events as earlier
    inner join path_events as later
        on
            earlier.path_key = later.path_key
            and earlier.occurred_microseconds = later.occurred_microseconds
            and earlier.level + 1 = later.level
    where
        not earlier.is_optional
        and earlier.event_key <> later.event_key
        and (
            earlier.source_name <> later.source_name
            or coalesce(earlier.event_sequence < later.event_sequence, true)
        )
)

select * from tie_pairs
