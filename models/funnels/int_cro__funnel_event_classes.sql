{{ config(materialized=cro.incremental_or_table(), unique_key=cro.path_visitor()) }}

with

returning_events as (
    select * from {{ cro.touched('int_cro__funnel_returning_events', cro.path_visitor()) }}
),

tie_pairs as (
    select * from {{ cro.touched('int_cro__funnel_tie_pairs', cro.path_visitor()) }}
),

departures as (
    select
        path_key,
        previous_event_key as event_key,
        level
    from tie_pairs
    group by path_key, previous_event_key, level
),

-- One number for a set of levels: each has a binary digit of its own.
departure_levels as (
    select
        path_key,
        event_key,
        cast(sum(power(2, level)) as bigint) as level_set
    from departures
    group by path_key, event_key
),

-- What a chain used it left again, so events that can leave from the same levels are as good as one another.
marked_events as (
    select
        returning_events.path_key,
        returning_events.occurred_microseconds,
        returning_events.event_key,
        '(' || returning_events.event_key || ')' as event_mark,
        case
            when returning_events.event_sequence is null
                then '<#' || cast(departure_levels.level_set as {{ dbt.type_string() }}) || '>'
            else '<' || returning_events.event_key || '>'
        end as class_mark
    from returning_events
    inner join departure_levels
        on
            returning_events.path_key = departure_levels.path_key
            and returning_events.event_key = departure_levels.event_key
),

event_classes as (
    select
        *,
        count(*) over (
            partition by path_key, occurred_microseconds, class_mark
        ) as class_size
    from marked_events
)

select * from event_classes
