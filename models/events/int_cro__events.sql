{{ config(materialized = 'view') }}

with

event_ledger as (
    select * from {{ ref('int_cro__event_ledger') }}
),

kept_events as (
    select
        event_key,
        device_key,
        anonymous_key,
        user_key,
        source_name,
        event_id,
        event_name,
        source_event_name,
        event_sequence,
        occurred_at,
        received_at,
        loaded_at,
        anonymous_id,
        user_id,
        source_session_id,
        platform,
        page_url,
        page_host,
        page_path,
        page_type,
        page_title,
        page_referrer,
        referrer_host,
        screen_name,
        app_version,
        utm_source,
        utm_medium,
        utm_campaign,
        utm_term,
        utm_content,
        click_id,
        click_id_type,
        device_category,
        operating_system,
        browser,
        country,
        region,
        city,
        order_id,
        revenue,
        currency,
        experiment_key,
        variant_key,
        has_analytics_consent,
        has_marketing_consent,
        properties
    from event_ledger
    where ledger_place = 'kept'
)

select * from kept_events
