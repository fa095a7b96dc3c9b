{{ config(materialized=cro.incremental_or_table(), unique_key='device_key') }}

with

events as (
    select * from {{ cro.touched('int_cro__events', 'device_key') }}
),

visitor_identities as (
    select * from {{ cro.touched('int_cro__visitor_identities', 'anonymous_key') }}
),

visitor_events as (
    select
        events.event_key,
        events.source_name,
        events.event_name,
        events.platform,
        events.occurred_at,
        events.event_sequence,
        events.source_session_id,
        -- A visit enters on a page or screen where it has one.
        case when events.page_url is not null or events.screen_name is not null then 0 else 1 end
            as entry_priority,
        coalesce(events.anonymous_key, events.user_key) as device_key,
        case
            when visitor_identities.is_shared_device
                then coalesce(events.user_key, events.anonymous_key)
            else coalesce(visitor_identities.visitor_key, events.user_key)
        end as visitor_key,
        events.user_key is not null as has_user_id,
        coalesce(events.platform, '') = 'server'
        and events.anonymous_key is null
        and events.source_session_id is null as is_server_event
    from events
    left join visitor_identities
        on events.anonymous_key = visitor_identities.anonymous_key
)

select * from visitor_events
