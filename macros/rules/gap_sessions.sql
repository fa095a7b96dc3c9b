{#-
    The CTEs that cut a device's events into visits, from a CTE of events to the CTE keyed_events.
    Client events and left-over server events are cut by the same rule, so it is written once.
-#}
{% macro cut_sessions(events) -%}
{%- set stream -%}
device_key, source_session_id, case when source_session_id is not null then source_name end
{%- endset -%}
lagged_events as (
    select
        {{ events }}.*,
        lag(occurred_at) over (
            partition by {{ stream }}
            order by {{ cro.event_order() }}
        ) as previous_occurred_at
    from {{ events }}
),

-- The tracker's own session id is authoritative within its source and device, so gaps cut only
-- events without one.
opening_events as (
    select
        lagged_events.*,
        case
            when source_session_id is not null then 0
            when previous_occurred_at is null then 1
            when
                {{ cro.epoch_microseconds('occurred_at') }}
                - {{ cro.epoch_microseconds('previous_occurred_at') }}
                > {{ var('cro__session_gap_seconds') }} * cast(1000000 as bigint)
                then 1
            else 0
        end as is_opening
    from lagged_events
),

numbered_events as (
    select
        opening_events.*,
        sum(is_opening) over (
            partition by {{ stream }}
            order by {{ cro.event_order() }}
            rows between unbounded preceding and current row
        ) as session_index
    from opening_events
),

timed_events as (
    select
        numbered_events.*,
        min(occurred_at) over (
            partition by {{ stream }}, session_index
        ) as session_started_at,
        max(occurred_at) over (
            partition by {{ stream }}, session_index
        ) as session_last_event_at
    from numbered_events
),

-- A start moment names a visit for good: no two visits of one device start together.
keyed_events as (
    select
        timed_events.*,
        case
            when source_session_id is not null
                then {{ cro.hash_columns([
                    "'tracker'", 'source_name', 'device_key', 'source_session_id'
                ]) }}
            else {{ cro.hash_columns([
                'session_kind', 'device_key', cro.epoch_microseconds('session_started_at')
            ]) }}
        end as session_key
    from timed_events
)
{%- endmacro %}
