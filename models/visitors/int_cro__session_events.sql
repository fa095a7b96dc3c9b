{{ config(materialized='incremental', unique_key='visitor_key') }}

with

client_events as (
    select * from {{ cro.touched('int_cro__client_session_events', 'visitor_key') }}
),

left_over_server_events as (
    select * from {{ cro.touched('int_cro__server_session_events', 'visitor_key') }}
),

visitor_events as (
    select * from {{ cro.touched('int_cro__visitor_events', 'visitor_key') }}
),

joined_server_events as (
    select * from {{ cro.touched('int_cro__joined_server_events', 'visitor_key') }}
),

memberships as (
    select
        event_key,
        session_key,
        0 as is_left_over
    from client_events
    union all
    select
        event_key,
        session_key,
        0 as is_left_over
    from joined_server_events
    union all
    select
        event_key,
        session_key,
        1 as is_left_over
    from left_over_server_events
),

session_events as (
    select
        visitor_events.event_key,
        visitor_events.source_name,
        visitor_events.event_name,
        visitor_events.occurred_at,
        visitor_events.event_sequence,
        visitor_events.platform,
        visitor_events.device_key,
        visitor_events.source_session_id,
        visitor_events.visitor_key,
        memberships.session_key,
        visitor_events.has_user_id,
        visitor_events.is_server_event,
        visitor_events.entry_priority,
        memberships.is_left_over = 1 as is_server_only
    from visitor_events
    inner join memberships
        on visitor_events.event_key = memberships.event_key
)

select * from session_events
