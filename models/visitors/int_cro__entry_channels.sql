{{ config(materialized=cro.incremental_or_table(), unique_key='device_key') }}

with

session_entries as (
    select * from {{ cro.touched('int_cro__session_entries', 'device_key') }}
),

channel_rules as (
    select * from {{ ref('stg_cro__channel_rules') }}
),

session_origins as (
    select
        *,
        {{ cro.origin_key() }} as origin_key
    from session_entries
),

-- Far fewer origins than visits: each is judged once.
origins as (
    select distinct
        origin_key,
        utm_source,
        utm_medium,
        lower(utm_campaign) as utm_campaign,
        click_id_type,
        referrer_host
    from session_origins
),

rule_properties as (
    select
        origins.origin_key,
        channel_rules.rule_number,
        channel_rules.operator,
        channel_rules.value,
        case channel_rules.property_name
            when 'utm_source' then origins.utm_source
            when 'utm_medium' then origins.utm_medium
            when 'utm_campaign' then origins.utm_campaign
            when 'click_id_type' then origins.click_id_type
            when 'referrer_host' then origins.referrer_host
        end as property_value
    from origins
    cross join channel_rules
),

holding_rules as (
    select
        origin_key,
        rule_number
    from rule_properties
    group by origin_key, rule_number
    having
        sum(case when {{ cro.condition_holds('property_value', 'operator', 'value') }} then 1 else 0 end)
        = count(*)
),

first_rules as (
    select
        origin_key,
        min(rule_number) as rule_number
    from holding_rules
    group by origin_key
),

rule_channels as (
    select
        rule_number,
        min(channel) as channel
    from channel_rules
    group by rule_number
),

origin_channels as (
    select
        first_rules.origin_key,
        rule_channels.channel
    from first_rules
    inner join rule_channels
        on first_rules.rule_number = rule_channels.rule_number
),

entry_channels as (
    select
        session_origins.session_key,
        session_origins.device_key,
        origin_channels.channel
    from session_origins
    inner join origin_channels
        on session_origins.origin_key = origin_channels.origin_key
)

select * from entry_channels
