{{ config(materialized=cro.incremental_or_table(), unique_key=cro.path_visitor()) }}

with

tie_pairs as (
    select * from {{ cro.touched('int_cro__funnel_tie_pairs', cro.path_visitor()) }}
),

-- In a moment that is wholly in sequence a chain cannot come back to an event.
free_moments as (
    select
        path_key,
        occurred_microseconds
    from tie_pairs
    where is_order_free
    group by path_key, occurred_microseconds
),

returning_events as (
    select
        departures.path_key,
        departures.occurred_microseconds,
        departures.previous_event_key as event_key,
        departures.previous_event_sequence as event_sequence
    from tie_pairs as departures
    inner join tie_pairs as arrivals
        on
            departures.path_key = arrivals.path_key
            and departures.previous_event_key = arrivals.event_key
            and departures.level < arrivals.level
    inner join free_moments
        on
            departures.path_key = free_moments.path_key
            and departures.occurred_microseconds = free_moments.occurred_microseconds
    group by
        departures.path_key,
        departures.occurred_microseconds,
        departures.previous_event_key,
        departures.previous_event_sequence
)

select * from returning_events
