{{ config(materialized='incremental', unique_key='visitor_key') }}

with

events as (
    select * from {{ cro.touched('int_cro__client_session_events', 'visitor_key') }}
),

-- Whoever logged in first owns the visit; on most visits nobody did, and then the device does.
ranked_events as (
    select
        *,
        row_number() over (
            partition by session_key
            order by case when has_user_id then 0 else 1 end, {{ cro.event_order() }}
        ) as owner_rank
    from events
),

client_sessions as (
    select
        session_key,
        visitor_key,
        session_started_at,
        session_last_event_at
    from ranked_events
    where owner_rank = 1
)

select * from client_sessions
