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

-- A model of yours may leave blanks around an id, and what is trimmed once is compared and written.
trimmed as (
    select
        *,
        {{ cro.trimmed_column('event_id') }} as sent_event_id,
        {{ cro.trimmed_column('anonymous_id') }} as sent_anonymous_id,
        {{ cro.trimmed_column('user_id') }} as sent_user_id,
        {{ cro.trimmed_column('source_session_id') }} as sent_source_session_id,
        {{ cro.trimmed_column('order_id') }} as sent_order_id
    from events
),

named as (
    select
        trimmed.*,
        coalesce(
            own_aliases.event_name, shared_aliases.event_name, trimmed.normalised_event_name
        ) as event_name
    from trimmed
    left join event_aliases as own_aliases
        on
            trimmed.normalised_event_name = own_aliases.alias
            and trimmed.source_name = own_aliases.source_name
    left join event_aliases as shared_aliases
        on
            trimmed.normalised_event_name = shared_aliases.alias
            and shared_aliases.source_name is null
),

flagged as (
    select
        named.*,
        coalesce(named.page_type, page_types.page_type) as known_page_type,
        junk_anonymous_ids.junk_id is not null as has_junk_anonymous_id,
        junk_user_ids.junk_id is not null as has_junk_user_id,
        junk_event_ids.junk_id is not null as has_junk_event_id,
        junk_source_session_ids.junk_id is not null as has_junk_source_session_id,
        junk_order_ids.junk_id is not null as has_junk_order_id,
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
        on lower(named.sent_anonymous_id) = junk_anonymous_ids.junk_id
    left join junk_ids as junk_user_ids
        on lower(named.sent_user_id) = junk_user_ids.junk_id
    left join junk_ids as junk_event_ids
        on lower(named.sent_event_id) = junk_event_ids.junk_id
    left join junk_ids as junk_source_session_ids
        on lower(named.sent_source_session_id) = junk_source_session_ids.junk_id
    left join junk_ids as junk_order_ids
        on lower(named.sent_order_id) = junk_order_ids.junk_id
    left join traffic_values as agents
        on agents.property_name = 'user_agent' and named.user_agent = agents.property_value
    left join traffic_values as hosts
        on hosts.property_name = 'page_host' and named.page_host = hosts.property_value
    left join traffic_values as users
        on users.property_name = 'user_id' and named.user_id = users.property_value
    left join traffic_values as devices
        on devices.property_name = 'anonymous_id' and named.anonymous_id = devices.property_value
),

-- A row without an event id of its own gets one from what makes the rows of its tracker different.
identified as (
    select
        *,
        coalesce(
            case when not has_junk_event_id then sent_event_id end, 'derived-' || identifying_hash
        ) as known_event_id
    from flagged
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
        case when not has_junk_anonymous_id then sent_anonymous_id end as anonymous_id,
        case when not has_junk_user_id then sent_user_id end as user_id,
        case when not has_junk_source_session_id then sent_source_session_id end as source_session_id,
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
        case when not has_junk_order_id then sent_order_id end as order_id,
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
        has_junk_user_id,
        has_junk_event_id,
        has_junk_source_session_id,
        has_junk_order_id
    from identified
)

select * from canonical
