{{ config(materialized='incremental', unique_key='visitor_key') }}

with

session_events as (
    select * from {{ cro.touched('int_cro__session_events', 'visitor_key') }}
),

-- Whoever logged in first owns the visit; on most visits nobody did, and then the device does.
ranked_events as (
    select
        *,
        row_number() over (
            partition by session_key
            order by
                case when is_server_event and not is_server_only then 1 else 0 end,
                case when has_user_id then 0 else 1 end,
                {{ cro.event_order() }}
        ) as owner_rank
    from session_events
),

session_spans as (
    select
        session_key,
        max(case when owner_rank = 1 then visitor_key end) as visitor_key,
        max(case when owner_rank = 1 then device_key end) as device_key,
        max(case when owner_rank = 1 then source_name end) as source_name,
        max(source_session_id) as source_session_id,
        max(case when is_server_only then 1 else 0 end) = 1 as is_server_only,
        min(occurred_at) as started_at,
        max(occurred_at) as ended_at,
        cast(count(*) as bigint) as event_count
    from ranked_events
    group by session_key
)

select * from session_spans
