{{ config(meta={'rule_scope': 'event_settings'}) }}

with

events as (
    select * from {{ ref('stg_cro__parsed_events') }}
),

event_aliases as (
    select * from {{ ref('stg_cro__event_aliases') }}
),

junk_ids as (
    select * from {{ ref('stg_cro__junk_ids') }}
),

traffic_values as (
    select * from {{ ref('stg_cro__traffic_values') }}
),

page_types as (
    select * from {{ ref('stg_cro__page_types') }}
),

named as (
    select
        events.*,
        coalesce(
            own_aliases.event_name, shared_aliases.event_name, events.normalised_event_name
        ) as event_name
    from events
    left join event_aliases as own_aliases
        on
            events.normalised_event_name = own_aliases.alias
            and events.source_name = own_aliases.source_name
    left join event_aliases as shared_aliases
        on
            events.normalised_event_name = shared_aliases.alias
            and shared_aliases.source_name is null
),

flagged as (
    select
        named.*,
        coalesce(named.page_type, page_types.page_type) as known_page_type,
        junk_anonymous_ids.junk_id is not null as has_junk_anonymous_id,
        junk_user_ids.junk_id is not null as has_junk_user_id,
        coalesce(named.is_bot, false)
        or coalesce(agents.is_bot_value, 0) = 1
        or coalesce(hosts.is_bot_value, 0) = 1
        or coalesce(users.is_bot_value, 0) = 1
        or coalesce(devices.is_bot_value, 0) = 1 as is_known_bot,
        coalesce(named.is_internal, false)
        or coalesce(agents.is_internal_value, 0) = 1
        or coalesce(hosts.is_internal_value, 0) = 1
        or coalesce(users.is_internal_value, 0) = 1
        or coalesce(devices.is_internal_value, 0) = 1 as is_known_internal
    from named
    left join page_types
        on
            coalesce(named.page_host, '') = page_types.page_host
            and named.page_path = page_types.page_path
    left join junk_ids as junk_anonymous_ids
        on lower(named.anonymous_id) = junk_anonymous_ids.junk_id
    left join junk_ids as junk_user_ids
        on lower(named.user_id) = junk_user_ids.junk_id
    left join traffic_values as agents
        on agents.property_name = 'user_agent' and named.user_agent = agents.property_value
    left join traffic_values as hosts
        on hosts.property_name = 'page_host' and named.page_host = hosts.property_value
    left join traffic_values as users
        on users.property_name = 'user_id' and named.user_id = users.property_value
    left join traffic_values as devices
        on devices.property_name = 'anonymous_id' and named.anonymous_id = devices.property_value
),

canonical as (
    select
        {{ cro.hash_columns(['source_name', 'known_event_id']) }} as event_key,
        source_name,
        known_event_id as event_id,
        event_name,
        source_event_name,
        event_sequence,
        occurred_at,
        received_at,
        loaded_at,
        case when not has_junk_anonymous_id then {{ cro.trimmed('anonymous_id') }} end as anonymous_id,
        case when not has_junk_user_id then {{ cro.trimmed('user_id') }} end as user_id,
        {{ cro.trimmed('source_session_id') }} as source_session_id,
        lower(platform) as platform,
        page_url,
        page_host,
        page_path,
        known_page_type as page_type,
        page_title,
        page_referrer,
        referrer_host,
        screen_name,
        app_version,
        known_utm_source as utm_source,
        known_utm_medium as utm_medium,
        known_utm_campaign as utm_campaign,
        known_utm_term as utm_term,
        known_utm_content as utm_content,
        known_click_id as click_id,
        known_click_id_type as click_id_type,
        lower(device_category) as device_category,
        operating_system,
        browser,
        country,
        region,
        city,
        user_agent,
        is_known_bot as is_bot,
        is_known_internal as is_internal,
        {{ cro.trimmed('order_id') }} as order_id,
        revenue,
        upper(currency) as currency,
        experiment_key,
        variant_key,
        has_analytics_consent,
        has_marketing_consent,
        properties,
        identifying_hash,
        unreadable_columns,
        has_junk_anonymous_id,
        has_junk_user_id
    from flagged
)

select * from canonical
