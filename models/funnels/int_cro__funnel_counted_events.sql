{{ config(materialized=cro.incremental_or_table(), unique_key=cro.path_visitor()) }}

with

owned_events as (
    select * from {{ cro.touched('int_cro__funnel_owned_events', cro.path_visitor()) }}
),

required_events as (
    select * from owned_events
    where not is_optional
),

optional_events as (
    select * from owned_events
    where is_optional
),

entry_depths as (
    select
        path_key,
        entry_number,
        max(level) as depth_level
    from required_events
    group by path_key, entry_number
),

last_required_events as (
    select
        path_key,
        entry_number,
        level,
        max(occurred_microseconds) as last_occurred_microseconds
    from required_events
    group by path_key, entry_number, level
),

-- At an equal time the sequence decides, where both events have one.
optional_ties as (
    select
        optional_events.path_key,
        optional_events.step_number,
        optional_events.event_key
    from optional_events
    inner join required_events
        on
            optional_events.path_key = required_events.path_key
            and optional_events.entry_number = required_events.entry_number
            and optional_events.level = required_events.level
            and optional_events.occurred_microseconds = required_events.occurred_microseconds
    where
        optional_events.event_key <> required_events.event_key
        and (
            optional_events.source_name <> required_events.source_name
            or coalesce(optional_events.event_sequence < required_events.event_sequence, true)
        )
    group by
        optional_events.path_key,
        optional_events.step_number,
        optional_events.event_key
),

-- An optional step counts between its neighbours: after the one and, once the other is reached, before it.
counted_optional_events as (
    select optional_events.*
    from optional_events
    inner join entry_depths
        on
            optional_events.path_key = entry_depths.path_key
            and optional_events.entry_number = entry_depths.entry_number
            and optional_events.level <= entry_depths.depth_level + 1
    left join last_required_events
        on
            optional_events.path_key = last_required_events.path_key
            and optional_events.entry_number = last_required_events.entry_number
            and optional_events.level = last_required_events.level
    left join optional_ties
        on
            optional_events.path_key = optional_ties.path_key
            and optional_events.step_number = optional_ties.step_number
            and optional_events.event_key = optional_ties.event_key
    where
        last_required_events.path_key is null
        or last_required_events.last_occurred_microseconds > optional_events.occurred_microseconds
        or optional_ties.path_key is not null
),

counted_events as (
    select * from required_events
    union all
    select * from counted_optional_events
)

select * from counted_events
