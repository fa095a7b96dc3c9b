{{ config(meta={'rule_scope': 'event_settings'}) }}

with

tracker_events as (
    select * from {{ ref('stg_cro__tracker_events') }}
),

hashed as (
    select
        *,
        {{ cro.snake_case('source_event_name') }} as normalised_event_name,
        {{ cro.identifying_hash() }} as identifying_hash
    from tracker_events
),

located as (
    select
        *,
        lower({{ cro.regexp_capture('page_url', '^[a-zA-Z][a-zA-Z0-9+.-]*://([^/?#:]+)') }}) as page_host,
        coalesce(
            {{ cro.regexp_capture('page_url', '^[a-zA-Z][a-zA-Z0-9+.-]*://[^/?#]+(/[^?#]*)') }},
            {{ cro.regexp_capture('page_url', '^(/[^?#]*)') }},
            case when page_url is not null then '/' end
        ) as page_path,
        lower(
            {{ cro.regexp_capture('page_referrer', '^[a-zA-Z][a-zA-Z0-9+.-]*://([^/?#:]+)') }}
        ) as raw_referrer_host,
        {{ cro.url_parameter('page_url', 'gclid') }} as google_click_id,
        {{ cro.url_parameter('page_url', 'fbclid') }} as facebook_click_id,
        {{ cro.url_parameter('page_url', 'msclkid') }} as microsoft_click_id
    from hashed
),

attributed as (
    select
        *,
        -- A referrer of the same host is a step inside the site, not where the visit came from.
        nullif(raw_referrer_host, page_host) as referrer_host,
        coalesce(utm_source, {{ cro.url_parameter('page_url', 'utm_source') }}) as known_utm_source,
        coalesce(utm_medium, {{ cro.url_parameter('page_url', 'utm_medium') }}) as known_utm_medium,
        coalesce(
            utm_campaign, {{ cro.url_parameter('page_url', 'utm_campaign') }}
        ) as known_utm_campaign,
        coalesce(utm_term, {{ cro.url_parameter('page_url', 'utm_term') }}) as known_utm_term,
        coalesce(utm_content, {{ cro.url_parameter('page_url', 'utm_content') }}) as known_utm_content,
        coalesce(click_id, google_click_id, facebook_click_id, microsoft_click_id) as known_click_id,
        case
            when click_id is not null then click_id_type
            when google_click_id is not null then 'gclid'
            when facebook_click_id is not null then 'fbclid'
            when microsoft_click_id is not null then 'msclkid'
        end as known_click_id_type
    from located
)

select * from attributed
