{{ config(materialized=cro.incremental_or_table(), unique_key='visitor_key') }}

with

session_events as (
    select * from {{ cro.touched('int_cro__session_events', 'visitor_key') }}
),

valid_rules as (
    select * from {{ ref('int_cro__valid_rules') }}
    where is_asking_absence
),

held_rule_groups as (
    select * from {{ cro.touched('int_cro__held_rule_groups', 'device_key') }}
),

event_properties as (
    select * from {{ cro.touched('int_cro__event_properties', 'device_key') }}
),

absences as (
    select * from {{ ref('int_cro__conversion_rules') }}
    where operator = 'not_exists'
),

named_events as (
    select
        session_events.event_key,
        session_events.visitor_key,
        valid_rules.conversion_key,
        valid_rules.definition_version,
        valid_rules.rule_group,
        valid_rules.held_property_count,
        valid_rules.has_other_groups
    from session_events
    inner join valid_rules
        on session_events.event_name = valid_rules.event_name
    where
        session_events.occurred_at >= valid_rules.valid_from
        and session_events.occurred_at < valid_rules.valid_to
),

present_properties as (
    select distinct
        event_properties.event_key,
        absences.conversion_key,
        absences.definition_version,
        absences.rule_group
    from event_properties
    inner join absences
        on event_properties.property_name = absences.property_name
),

-- What else the rule group asks about has to hold all the same.
absence_matches as (
    select
        named_events.event_key,
        named_events.visitor_key,
        named_events.conversion_key,
        named_events.definition_version,
        named_events.has_other_groups
    from named_events
    left join held_rule_groups
        on
            named_events.event_key = held_rule_groups.event_key
            and named_events.conversion_key = held_rule_groups.conversion_key
            and named_events.definition_version = held_rule_groups.definition_version
            and named_events.rule_group = held_rule_groups.rule_group
    left join present_properties
        on
            named_events.event_key = present_properties.event_key
            and named_events.conversion_key = present_properties.conversion_key
            and named_events.definition_version = present_properties.definition_version
            and named_events.rule_group = present_properties.rule_group
    where
        present_properties.event_key is null
        and coalesce(held_rule_groups.held_property_count, 0) = named_events.held_property_count
)

select * from absence_matches
