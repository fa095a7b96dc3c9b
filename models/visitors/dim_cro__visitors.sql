{{ config(materialized=cro.incremental_or_table(), unique_key='visitor_key') }}

with

session_events as (
    select * from {{ cro.touched('int_cro__session_events', 'visitor_key') }}
),

sessions as (
    select * from {{ cro.touched('int_cro__sessions', 'visitor_key') }}
),

events as (
    select * from {{ cro.touched('int_cro__events', 'device_key') }}
),

user_ids as (
    select
        user_key,
        min(user_id) as user_id
    from events
    where user_key is not null
    group by user_key
),

activity as (
    select
        visitor_key,
        min(occurred_at) as first_seen_at,
        max(occurred_at) as last_seen_at,
        count(*) as event_count,
        count(distinct case when not is_server_event then device_key end) as device_count
    from session_events
    group by visitor_key
),

visits as (
    select
        visitor_key,
        count(*) as session_count,
        max(case when session_number = 1 then channel end) as first_channel,
        max(case when session_number = 1 then landing_page_type end) as first_landing_page_type
    from sessions
    where not is_server_only
    group by visitor_key
),

visitors as (
    select
        activity.visitor_key,
        user_ids.user_id,
        user_ids.user_id is not null as is_identified,
        activity.first_seen_at,
        activity.last_seen_at,
        cast(coalesce(visits.session_count, 0) as bigint) as session_count,
        cast(activity.event_count as bigint) as event_count,
        cast(activity.device_count as bigint) as device_count,
        visits.first_channel,
        visits.first_landing_page_type
    from activity
    left join user_ids
        on activity.visitor_key = user_ids.user_key
    left join visits
        on activity.visitor_key = visits.visitor_key
)

select * from visitors
