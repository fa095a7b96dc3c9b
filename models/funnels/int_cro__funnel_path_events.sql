{{ config(materialized=cro.incremental_or_table(), unique_key='visitor_key') }}

with

funnel_matches as (
    select * from {{ cro.touched('int_cro__funnel_matches', 'visitor_key') }}
),

-- What each unit held when it entered; null where the first step holds nothing or found nothing.
entry_values as (
    select
        funnel_key,
        unit_key,
        property_value as held_value,
        min(occurred_microseconds) as first_entered_microseconds
    from funnel_matches
    where level = 1
    group by funnel_key, unit_key, property_value
),

-- A step that holds the property stays with its own value, and without one it continues nothing.
own_value_events as (
    select
        funnel_matches.*,
        funnel_matches.property_value as held_value
    from funnel_matches
    where
        funnel_matches.level = 1
        or (funnel_matches.hold_property is not null and funnel_matches.property_value is not null)
),

-- A step that holds nothing may continue an entry of each value, so it stands once in every path.
any_value_events as (
    select
        funnel_matches.*,
        entry_values.held_value
    from funnel_matches
    inner join entry_values
        on
            funnel_matches.funnel_key = entry_values.funnel_key
            and funnel_matches.unit_key = entry_values.unit_key
            and funnel_matches.occurred_microseconds >= entry_values.first_entered_microseconds
    where
        funnel_matches.level > 1
        and funnel_matches.hold_property is null
),

value_events as (
    select * from own_value_events
    union all
    select * from any_value_events
),

-- One key per funnel, unit and held value keeps joins free of nulls and partitions narrow.
path_events as (
    select
        min(visitor_key) over (partition by funnel_key, unit_key) || '|'
        || unit_key || '|' || funnel_key || coalesce('|' || held_value, '') as path_key,
        funnel_key,
        unit_key,
        session_key,
        visitor_key,
        held_value,
        step_number,
        level,
        is_optional,
        event_key,
        source_name,
        event_sequence,
        occurred_at,
        occurred_microseconds,
        window_microseconds,
        max_microseconds_from_previous
    from value_events
)

select * from path_events
