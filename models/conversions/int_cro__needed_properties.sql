with

rule_events as (
    select * from {{ ref('int_cro__rule_events') }}
),

conversion_rules as (
    select * from {{ ref('int_cro__conversion_rules') }}
    where property_name <> 'event_name'
),

funnel_steps as (
    select * from {{ ref('dim_cro__funnel_steps') }}
),

plan_properties as (
    select * from {{ ref('stg_cro__plan_properties') }}
),

held_properties as (
    select distinct
        funnel_key,
        hold_property
    from funnel_steps
    where hold_property is not null
),

rule_properties as (
    select
        rule_events.event_name,
        conversion_rules.property_name
    from rule_events
    inner join conversion_rules
        on
            rule_events.conversion_key = conversion_rules.conversion_key
            and rule_events.definition_version = conversion_rules.definition_version
            and rule_events.rule_group = conversion_rules.rule_group
),

funnel_properties as (
    select
        rule_events.event_name,
        held_properties.hold_property as property_name
    from funnel_steps
    inner join held_properties
        on funnel_steps.funnel_key = held_properties.funnel_key
    inner join rule_events
        on funnel_steps.conversion_key = rule_events.conversion_key
),

all_properties as (
    select * from rule_properties
    {{ cro.union_distinct() }}
    select * from funnel_properties
),

needed_properties as (
    select
        all_properties.event_name,
        all_properties.property_name,
        plan_properties.path as property_path
    from all_properties
    left join plan_properties
        on all_properties.property_name = plan_properties.property_name
)

select * from needed_properties
