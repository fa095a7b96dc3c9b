-- depends_on: {{ ref('int_cro__rule_hashes') }}
{{ config(enabled='snowplow' in var('cro__sources'), meta={'rule_scope': 'event_settings'}) }}

{{ cro.refuse_unknown_snowplow_columns() }}
with

raw_events as (
    select * from {{ var('cro__snowplow_events') }}
),

renamed as (
    select
        {{ cro.trimmed('event_id') }} as event_id,
        {{ cro.trimmed('event') }} as event,
        {{ cro.trimmed('event_name') }} as event_name,
        collector_tstamp,
        derived_tstamp,
        {{ cro.raw_value(var('cro__snowplow_columns'), 'load_tstamp') }} as load_tstamp,
        {{ cro.trimmed('platform') }} as platform,
        {{ cro.trimmed('user_id') }} as user_id,
        {{ cro.trimmed('domain_userid') }} as domain_userid,
        {{ cro.snowplow_column('network_userid') }} as network_userid,
        {{ cro.trimmed('domain_sessionid') }} as domain_sessionid,
        {{ cro.trimmed('page_url') }} as page_url,
        {{ cro.trimmed('page_title') }} as page_title,
        {{ cro.trimmed('page_referrer') }} as page_referrer,
        {{ cro.snowplow_column('app_version') }} as app_version,
        {{ cro.trimmed('mkt_source') }} as mkt_source,
        {{ cro.trimmed('mkt_medium') }} as mkt_medium,
        {{ cro.trimmed('mkt_campaign') }} as mkt_campaign,
        {{ cro.trimmed('mkt_term') }} as mkt_term,
        {{ cro.trimmed('mkt_content') }} as mkt_content,
        {{ cro.snowplow_column('mkt_clickid') }} as mkt_clickid,
        {{ cro.snowplow_column('mkt_network') }} as mkt_network,
        {{ cro.trimmed('se_category') }} as se_category,
        {{ cro.trimmed('se_action') }} as se_action,
        {{ cro.trimmed('se_label') }} as se_label,
        {{ cro.trimmed('se_property') }} as se_property,
        {{ cro.trimmed('se_value') }} as se_value,
        {{ cro.trimmed('useragent') }} as useragent,
        {{ cro.snowplow_column('br_family') }} as br_family,
        {{ cro.snowplow_column('os_family') }} as os_family,
        {{ cro.snowplow_column('dvce_type') }} as dvce_type,
        {{ cro.snowplow_column('geo_country') }} as geo_country,
        {{ cro.snowplow_column('geo_region') }} as geo_region,
        {{ cro.snowplow_column('geo_city') }} as geo_city,
        {{ cro.snowplow_column('tr_orderid') }} as tr_orderid,
        {{ cro.snowplow_column('tr_total') }} as tr_total,
        {{ cro.snowplow_column('tr_currency') }} as tr_currency,
        {{ cro.snowplow_column('is_internal') }} as is_internal,
        {{ cro.snowplow_column('experiment_key') }} as experiment_key,
        {{ cro.snowplow_column('variant_key') }} as variant_key,
        {{ cro.snowplow_column('has_analytics_consent') }} as has_analytics_consent,
        {{ cro.snowplow_column('has_marketing_consent') }} as has_marketing_consent,
        {{ cro.snowplow_entities() }} as entities
    from raw_events
)

select * from renamed
