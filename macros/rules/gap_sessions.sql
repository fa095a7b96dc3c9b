{#-
    The CTEs that cut a device's events into visits, from a CTE of events to the CTE keyed_events.
    Client events and left-over server events are cut by the same rule, so it is written once.
-#}
{% macro cut_sessions(events) -%}
{%- set stream -%}
partition by device_key, source_session_id, case when source_session_id is not null then source_name end
            order by {{ cro.event_order() }}
{%- endset -%}
lagged_events as (
    select
        {{ events }}.*,
        lag(occurred_at) over (
            {{ stream }}
        ) as previous_occurred_at,
        row_number() over (
            {{ stream }}
        ) as stream_number
    from {{ events }}
),

-- The tracker's own session id is authoritative within its source and device, so gaps cut only
-- events without one.
opening_events as (
    select
        lagged_events.*,
        case
            when previous_occurred_at is null then occurred_at
            when
                source_session_id is null
                and {{ cro.epoch_microseconds('occurred_at') }}
                - {{ cro.epoch_microseconds('previous_occurred_at') }}
                > {{ var('cro__session_gap_seconds') }} * cast(1000000 as bigint)
                then occurred_at
        end as opened_at
    from lagged_events
),

-- Openings rise along a stream, so the latest so far is the one an event lies behind.
started_events as (
    select
        opening_events.*,
        max(opened_at) over (
            {{ stream }}
            rows between unbounded preceding and current row
        ) as session_started_at
    from opening_events
),

-- A start moment names a visit for good: no two visits of one device start together.
keyed_events as (
    select
        event_key,
        source_name,
        event_name,
        platform,
        occurred_at,
        event_sequence,
        source_session_id,
        entry_priority,
        device_key,
        visitor_key,
        has_user_id,
        is_server_event,
        cast(stream_number as bigint) as stream_number,
        session_started_at,
        case
            when source_session_id is not null
                then {{ cro.hash_columns([
                    "'tracker'", 'source_name', 'device_key', 'source_session_id'
                ]) }}
            else {{ cro.hash_columns([
                'session_kind', 'device_key', cro.epoch_microseconds('session_started_at')
            ]) }}
        end as session_key
    from started_events
)
{%- endmacro %}
