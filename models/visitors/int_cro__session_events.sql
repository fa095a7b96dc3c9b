{{ config(materialized=cro.incremental_or_table(), unique_key='visitor_key') }}

with

client_events as (
    select * from {{ cro.touched('int_cro__client_session_events', 'visitor_key') }}
),

left_over_server_events as (
    select * from {{ cro.touched('int_cro__server_session_events', 'visitor_key') }}
),

server_events as (
    select * from {{ cro.touched('int_cro__visitor_events', 'visitor_key') }}
    where is_server_event
),

joined_server_events as (
    select * from {{ cro.touched('int_cro__joined_server_events', 'visitor_key') }}
),

session_events as (
    select
        event_key,
        source_name,
        event_name,
        occurred_at,
        event_sequence,
        platform,
        device_key,
        source_session_id,
        visitor_key,
        session_key,
        stream_number,
        has_user_id,
        is_server_event,
        entry_priority,
        false as is_server_only
    from client_events
    union all
    select
        event_key,
        source_name,
        event_name,
        occurred_at,
        event_sequence,
        platform,
        device_key,
        source_session_id,
        visitor_key,
        session_key,
        stream_number,
        has_user_id,
        is_server_event,
        entry_priority,
        true as is_server_only
    from left_over_server_events
    union all
    -- What joins a visit of a device neither opens nor owns it, so it has no place in its stream.
    select
        server_events.event_key,
        server_events.source_name,
        server_events.event_name,
        server_events.occurred_at,
        server_events.event_sequence,
        server_events.platform,
        server_events.device_key,
        server_events.source_session_id,
        server_events.visitor_key,
        joined_server_events.session_key,
        cast(null as bigint) as stream_number,
        server_events.has_user_id,
        server_events.is_server_event,
        server_events.entry_priority,
        false as is_server_only
    from server_events
    inner join joined_server_events
        on server_events.event_key = joined_server_events.event_key
)

select * from session_events
