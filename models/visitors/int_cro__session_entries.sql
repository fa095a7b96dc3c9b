{{ config(materialized=cro.incremental_or_table(), unique_key='device_key') }}

with

session_events as (
    select * from {{ cro.touched('int_cro__session_events', 'device_key') }}
),

events as (
    select * from {{ cro.touched('int_cro__events', 'device_key') }}
),

session_spans as (
    select * from {{ cro.touched('int_cro__session_spans', 'device_key') }}
),

entry_events as (
    select
        session_events.event_key,
        session_events.device_key,
        session_events.session_key
    from session_events
    inner join session_spans
        on
            session_events.session_key = session_spans.session_key
            and session_events.stream_number = session_spans.entry_number
),

session_entries as (
    select
        entry_events.session_key,
        entry_events.device_key,
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
    from entry_events
    inner join events
        on entry_events.event_key = events.event_key
)

select * from session_entries
