{{ config(materialized=cro.incremental_or_table(), unique_key='device_key') }}

with

event_properties as (
    select * from {{ cro.touched('int_cro__event_properties', 'device_key') }}
),

conversion_rules as (
    select * from {{ ref('int_cro__conversion_rules') }}
    where property_name <> 'event_name'
),

rule_groups as (
    select * from {{ ref('int_cro__rule_groups') }}
),

conditions as (
    select
        *,
        count(*) over (
            partition by conversion_key, definition_version, rule_group, property_name
        ) as condition_count
    from conversion_rules
),

property_values as (
    select distinct
        property_name,
        property_value
    from event_properties
),

-- Values return from event to event, so a condition is judged once for each value and not for each event.
holding_values as (
    select
        property_values.property_name,
        property_values.property_value,
        conditions.conversion_key,
        conditions.definition_version,
        conditions.rule_group
    from property_values
    inner join conditions
        on property_values.property_name = conditions.property_name
    where {{ cro.text_condition_holds(
        'property_values.property_value', 'conditions.operator', 'conditions.value', 'conditions.value'
    ) }}
    group by
        property_values.property_name,
        property_values.property_value,
        conditions.conversion_key,
        conditions.definition_version,
        conditions.rule_group
    having count(*) = max(conditions.condition_count)
),

held_rule_groups as (
    select
        event_properties.event_key,
        event_properties.device_key,
        holding_values.conversion_key,
        holding_values.definition_version,
        holding_values.rule_group,
        cast(count(*) as bigint) as held_property_count
    from event_properties
    inner join holding_values
        on
            event_properties.property_name = holding_values.property_name
            and event_properties.property_value = holding_values.property_value
    inner join rule_groups
        on
            holding_values.conversion_key = rule_groups.conversion_key
            and holding_values.definition_version = rule_groups.definition_version
            and holding_values.rule_group = rule_groups.rule_group
    group by
        event_properties.event_key,
        event_properties.device_key,
        holding_values.conversion_key,
        holding_values.definition_version,
        holding_values.rule_group
    having count(*) = max(rule_groups.held_property_count)
)

select * from held_rule_groups
