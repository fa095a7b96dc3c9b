{{ config(materialized='incremental', unique_key='device_key') }}

with

session_events as (
    select * from {{ cro.touched('int_cro__session_events', 'device_key') }}
),

events as (
    select * from {{ cro.touched('int_cro__events', 'device_key') }}
),

ranked_events as (
    select
        event_key,
        device_key,
        session_key,
        row_number() over (
            partition by session_key
            order by
                case when is_server_event and not is_server_only then 1 else 0 end,
                entry_priority,
                {{ cro.event_order() }}
        ) as entry_rank
    from session_events
),

session_entries as (
    select
        ranked_events.session_key,
        ranked_events.device_key,
        lower(events.utm_source) as utm_source,
        lower(events.utm_medium) as utm_medium,
        events.utm_campaign,
        events.utm_term,
        events.utm_content,
        events.click_id_type,
        events.referrer_host,
        events.page_host as landing_page_host,
        events.page_path as landing_page_path,
        events.page_type as landing_page_type,
        events.device_category,
        events.operating_system,
        events.browser,
        events.country,
        events.platform,
        events.app_version,
        events.experiment_key,
        events.variant_key
    from ranked_events
    inner join events
        on ranked_events.event_key = events.event_key
    where ranked_events.entry_rank = 1
)

select * from session_entries
