{{ config(
    materialized='incremental',
    unique_key='device_key',
    meta={'rule_scope': 'conversions'},
) }}

with

sessions as (
    select * from {{ cro.touched('fct_cro__sessions', 'device_key') }}
),

segments as (
    select * from {{ ref('stg_cro__segments') }}
),

declared_segments as (
    select
        sessions.session_key,
        sessions.device_key,
        segments.segment_name,
        coalesce(
            case segments.session_column
                when 'channel' then sessions.channel
                when 'device_category' then sessions.device_category
                when 'country' then sessions.country
                when 'landing_page_type' then sessions.landing_page_type
                when 'operating_system' then sessions.operating_system
                when 'browser' then sessions.browser
                when 'platform' then sessions.platform
                when 'source_name' then sessions.source_name
                when 'visitor_type' then sessions.visitor_type
                when 'customer_type' then sessions.customer_type
                when 'utm_source' then sessions.utm_source
                when 'utm_medium' then sessions.utm_medium
                when 'utm_campaign' then sessions.utm_campaign
                when 'app_version' then sessions.app_version
                when 'variant_key' then sessions.variant_key
            end,
            '(not set)'
        ) as segment_value
    from sessions
    cross join segments
),

-- The total is a segment like any other, so that every mart reads one table.
session_segments as (
    select
        session_key,
        device_key,
        segment_name,
        segment_value
    from declared_segments
    union all
    select
        session_key,
        device_key,
        'all' as segment_name,
        'all' as segment_value
    from sessions
)

select * from session_segments
