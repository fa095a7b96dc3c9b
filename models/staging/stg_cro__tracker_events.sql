-- depends_on: {{ ref('int_cro__rule_hashes') }}
{{ config(meta={'rule_scope': 'event_settings'}) }}

with

-- Columns by name, for a union goes by position and a model of yours may have them in any order.
tracker_events as (
    {% for project, model in cro.source_models() %}
    select
        source_name,
        event_id,
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
        page_type,
        page_title,
        page_referrer,
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
        user_agent,
        is_bot,
        is_internal,
        order_id,
        revenue,
        currency,
        experiment_key,
        variant_key,
        has_analytics_consent,
        has_marketing_consent,
        properties,
        unreadable_columns
    from {{ ref(project, model) }}
    {% if not loop.last %}union all{% endif %}
    {% endfor %}
)

select * from tracker_events
