{{ config(materialized='incremental', unique_key='device_key') }}

with

events as (
    select * from {{ cro.touched('int_cro__events', 'device_key') }}
),

keyed_events as (
    select
        event_key,
        source_name,
        event_name,
        platform,
        occurred_at,
        event_sequence,
        source_session_id,
        case when anonymous_id is not null then {{ cro.anonymous_key() }} end as anonymous_key,
        case when user_id is not null then {{ cro.user_key() }} end as user_key,
        user_id,
        -- A visit enters on a page or screen where it has one.
        case when page_url is not null or screen_name is not null then 0 else 1 end as entry_priority
    from events
),

identified_events as (
    select
        *,
        coalesce(anonymous_key, user_key) as device_key
    from keyed_events
)

select * from identified_events
