{{ config(
    materialized=cro.incremental_or_table(),
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

declared_columns as (
    select
        max(case session_column when 'channel' then 1 else 0 end) as has_channel,
        max(case session_column when 'device_category' then 1 else 0 end) as has_device_category,
        max(case session_column when 'country' then 1 else 0 end) as has_country,
        max(case session_column when 'landing_page_type' then 1 else 0 end) as has_landing_page_type,
        max(case session_column when 'operating_system' then 1 else 0 end) as has_operating_system,
        max(case session_column when 'browser' then 1 else 0 end) as has_browser,
        max(case session_column when 'platform' then 1 else 0 end) as has_platform,
        max(case session_column when 'source_name' then 1 else 0 end) as has_source_name,
        max(case session_column when 'visitor_type' then 1 else 0 end) as has_visitor_type,
        max(case session_column when 'customer_type' then 1 else 0 end) as has_customer_type,
        max(case session_column when 'utm_source' then 1 else 0 end) as has_utm_source,
        max(case session_column when 'utm_medium' then 1 else 0 end) as has_utm_medium,
        max(case session_column when 'utm_campaign' then 1 else 0 end) as has_utm_campaign,
        max(case session_column when 'app_version' then 1 else 0 end) as has_app_version,
        max(case session_column when 'variant_key' then 1 else 0 end) as has_variant_key
    from segments
),

-- Sessions that are alike in every segment are counted together, before segments multiply the rows.
session_contexts as (
    select
        sessions.session_key,
        sessions.device_key,
        {{ cro.hash_columns([
            'case when declared_columns.has_channel = 1 then sessions.channel end',
            'case when declared_columns.has_device_category = 1 then sessions.device_category end',
            'case when declared_columns.has_country = 1 then sessions.country end',
            'case when declared_columns.has_landing_page_type = 1 then sessions.landing_page_type end',
            'case when declared_columns.has_operating_system = 1 then sessions.operating_system end',
            'case when declared_columns.has_browser = 1 then sessions.browser end',
            'case when declared_columns.has_platform = 1 then sessions.platform end',
            'case when declared_columns.has_source_name = 1 then sessions.source_name end',
            'case when declared_columns.has_visitor_type = 1 then sessions.visitor_type end',
            'case when declared_columns.has_customer_type = 1 then sessions.customer_type end',
            'case when declared_columns.has_utm_source = 1 then sessions.utm_source end',
            'case when declared_columns.has_utm_medium = 1 then sessions.utm_medium end',
            'case when declared_columns.has_utm_campaign = 1 then sessions.utm_campaign end',
            'case when declared_columns.has_app_version = 1 then sessions.app_version end',
            'case when declared_columns.has_variant_key = 1 then sessions.variant_key end',
        ]) }} as context_key
    from sessions
    cross join declared_columns
)

select * from session_contexts
