{{ config(materialized=cro.incremental_or_table(), unique_key='visitor_key') }}

with

session_events as (
    select * from {{ cro.touched('int_cro__session_events', 'visitor_key') }}
),

-- Whoever logged in first owns the visit; on most visits nobody did, and then the device does.
-- A visit enters on a page or screen where it has one.
spans as (
    select
        session_key,
        max(source_session_id) as source_session_id,
        max(case when is_server_only then 1 else 0 end) = 1 as is_server_only,
        min(occurred_at) as started_at,
        max(occurred_at) as ended_at,
        cast(count(*) as bigint) as event_count,
        coalesce(min(case when has_user_id then stream_number end), min(stream_number)) as owner_number,
        coalesce(min(case when entry_priority = 0 then stream_number end), min(stream_number))
            as entry_number
    from session_events
    group by session_key
),

session_spans as (
    select
        spans.session_key,
        session_events.visitor_key,
        session_events.device_key,
        session_events.source_name,
        spans.source_session_id,
        spans.is_server_only,
        spans.started_at,
        spans.ended_at,
        spans.event_count,
        spans.entry_number
    from spans
    inner join session_events
        on
            spans.session_key = session_events.session_key
            and spans.owner_number = session_events.stream_number
)

select * from session_spans
