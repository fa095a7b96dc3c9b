{{ config(materialized=cro.incremental_or_table(), unique_key=cro.path_visitor()) }}

with

tie_pairs as (
    select * from {{ cro.touched('int_cro__funnel_tie_pairs', cro.path_visitor()) }}
),

event_classes as (
    select * from {{ cro.touched('int_cro__funnel_event_classes', cro.path_visitor()) }}
),

-- An entry is marked by name as well: which entry a chain has is what the funnel asks.
ties as (
    select
        tie_pairs.path_key,
        tie_pairs.level,
        tie_pairs.previous_event_key,
        tie_pairs.event_key,
        tie_pairs.step_number,
        tie_pairs.is_optional,
        coalesce(
            previous_events.class_mark
            || case when tie_pairs.level = 2 then previous_events.event_mark else '' end,
            ''
        ) as previous_marks,
        next_events.event_mark,
        next_events.class_mark,
        next_events.class_size
    from tie_pairs
    left join event_classes as previous_events
        on
            tie_pairs.path_key = previous_events.path_key
            and tie_pairs.previous_event_key = previous_events.event_key
    left join event_classes as next_events
        on
            tie_pairs.path_key = next_events.path_key
            and tie_pairs.event_key = next_events.event_key
)

select * from ties
