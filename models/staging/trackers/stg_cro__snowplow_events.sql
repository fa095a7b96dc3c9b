{{ config(enabled='snowplow' in var('cro__sources'), meta={'rule_scope': 'event_settings'}) }}

with

snowplow_values as (
    select * from {{ ref('base_cro__snowplow_values') }}
),

-- A refund takes value from its order, however the sign is sent.
cast_columns as (
    select
        *,
        {{ cro.read_timestamp('derived_tstamp') }} as derived_at,
        {{ cro.read_timestamp('collector_tstamp') }} as collected_at,
        {{ cro.read_timestamp('load_tstamp') }} as warehoused_at,
        {{ cro.try_integer('event_index') }} as event_sequence,
        case
            when action_type = 'refund' then -abs({{ cro.try_amount('revenue_text') }})
            else {{ cro.try_amount('revenue_text') }}
        end as revenue,
        {{ cro.try_boolean('spider_or_robot') }} as is_bot,
        {{ cro.try_boolean('is_internal') }} as is_internal_traffic,
        {{ cro.try_boolean('has_analytics_consent') }} as is_analytics_allowed,
        {{ cro.try_boolean('has_marketing_consent') }} as is_marketing_allowed
    from snowplow_values
),

canonical as (
    select
        {{ cro.text_literal(dbt.escape_single_quotes(var('cro__snowplow_source_name'))) }} as source_name,
        event_id,
        coalesce(
            action_type,
            case when event = 'struct' then se_action end,
            event_name,
            event
        ) as source_event_name,
        event_sequence,
        coalesce(derived_at, collected_at) as occurred_at,
        collected_at as received_at,
        coalesce(warehoused_at, collected_at) as loaded_at,
        coalesce(domain_userid, client_userid, network_userid) as anonymous_id,
        user_id,
        coalesce(domain_sessionid, client_sessionid) as source_session_id,
        case
            when platform = 'srv' then 'server'
            when
                platform = 'mob'
                and lower(coalesce(os_family, '') || ' ' || coalesce(useragent, '')) like '%android%'
                then 'android'
            when platform = 'mob' then 'ios'
            else platform
        end as platform,
        page_url,
        page_type,
        page_title,
        page_referrer,
        screen_name,
        app_version,
        mkt_source as utm_source,
        mkt_medium as utm_medium,
        mkt_campaign as utm_campaign,
        mkt_term as utm_term,
        mkt_content as utm_content,
        mkt_clickid as click_id,
        case lower(mkt_network)
            when 'google' then 'gclid'
            when 'microsoft' then 'msclkid'
            when 'doubleclick' then 'dclid'
            else lower(mkt_network)
        end as click_id_type,
        case
            when lower(dvce_type) = 'computer' then 'desktop'
            when dvce_type is null and platform = 'mob' then 'mobile'
            else lower(dvce_type)
        end as device_category,
        os_family as operating_system,
        br_family as browser,
        geo_country as country,
        geo_region as region,
        geo_city as city,
        useragent as user_agent,
        is_bot,
        is_internal_traffic as is_internal,
        order_id,
        revenue,
        currency,
        experiment_key,
        variant_key,
        is_analytics_allowed as has_analytics_consent,
        is_marketing_allowed as has_marketing_consent,
        properties,
        {{ cro.unreadable_columns({
            'occurred_at': ('derived_tstamp', 'derived_at'),
            'received_at': ('collector_tstamp', 'collected_at'),
            'loaded_at': ('load_tstamp', 'warehoused_at'),
            'event_sequence': ('event_index', 'event_sequence'),
            'revenue': ('revenue_text', 'revenue'),
            'properties': ('entities', 'document'),
            'is_bot': ('spider_or_robot', 'is_bot'),
            'is_internal': ('is_internal', 'is_internal_traffic'),
            'has_analytics_consent': ('has_analytics_consent', 'is_analytics_allowed'),
            'has_marketing_consent': ('has_marketing_consent', 'is_marketing_allowed'),
        }) }} as unreadable_columns
    from cast_columns
)

select * from canonical
