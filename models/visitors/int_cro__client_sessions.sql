{{ config(materialized=cro.incremental_or_table(), unique_key='visitor_key') }}

with

events as (
    select * from {{ cro.touched('int_cro__client_session_events', 'visitor_key') }}
),

-- Whoever logged in first owns the visit; on most visits nobody did, and then the device does.
spans as (
    select
        session_key,
        min(occurred_at) as session_started_at,
        max(occurred_at) as session_last_event_at,
        coalesce(min(case when has_user_id then stream_number end), min(stream_number)) as owner_number
    from events
    group by session_key
),

client_sessions as (
    select
        spans.session_key,
        events.visitor_key,
        spans.session_started_at,
        spans.session_last_event_at
    from spans
    inner join events
        on
            spans.session_key = events.session_key
            and spans.owner_number = events.stream_number
)

select * from client_sessions
