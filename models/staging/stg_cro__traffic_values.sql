{{ config(
    materialized=cro.incremental_or_table(),
    incremental_strategy='replace_keys',
    unique_key="property_name || '|' || property_value",
    pre_hook="{{ cro.find_first_new_load() }}",
    meta={'rule_scope': 'events'},
) }}

with

events as (
    select * from {{ cro.new_events('stg_cro__parsed_events') }}
),

traffic_rules as (
    select * from {{ ref('stg_cro__traffic_rules') }}
),

observed_values as (
    select
        'user_agent' as property_name,
        user_agent as property_value
    from events
    {{ cro.union_distinct() }}
    select
        'page_host' as property_name,
        page_host as property_value
    from events
    {{ cro.union_distinct() }}
    select
        'user_id' as property_name,
        user_id as property_value
    from events
    {{ cro.union_distinct() }}
    select
        'anonymous_id' as property_name,
        anonymous_id as property_value
    from events
),

recognised as (
    select
        observed_values.property_name,
        observed_values.property_value,
        max(case when traffic_rules.traffic_type = 'bot' then 1 else 0 end) as is_bot_value,
        max(case when traffic_rules.traffic_type = 'internal' then 1 else 0 end) as is_internal_value
    from observed_values
    inner join traffic_rules
        on observed_values.property_name = traffic_rules.property_name
    where
        observed_values.property_value is not null
        and {{ cro.condition_holds(
            'observed_values.property_value', 'traffic_rules.operator', 'traffic_rules.value'
        ) }}
    group by observed_values.property_name, observed_values.property_value
)

select * from recognised
