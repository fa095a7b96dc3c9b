{{ config(materialized=cro.incremental_or_table(), unique_key='visitor_key') }}

with

session_events as (
    select * from {{ cro.touched('int_cro__session_events', 'visitor_key') }}
),

valid_rules as (
    select * from {{ ref('int_cro__valid_rules') }}
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

-- An event counts under the version that was valid when it happened.
named_events as (
    select
        session_events.event_key,
        session_events.visitor_key,
        valid_rules.conversion_key,
        valid_rules.definition_version,
        valid_rules.rule_group,
        valid_rules.held_property_count,
        valid_rules.is_asking_absence,
        valid_rules.has_other_groups
    from session_events
    inner join valid_rules
        on session_events.event_name = valid_rules.event_name
    where
        session_events.occurred_at >= valid_rules.valid_from
        and session_events.occurred_at < valid_rules.valid_to
        and (valid_rules.held_property_count = 0 or valid_rules.is_asking_absence)
),

-- Where properties must hold, only events that have them come near a rule, however many rules there are: a
-- database that began with the names would pair every event with every rule on its name.
held_rules as {{ cro.materialized() }} (
    select
        held_rule_groups.event_key,
        valid_rules.event_name,
        valid_rules.valid_from,
        valid_rules.valid_to,
        valid_rules.conversion_key,
        valid_rules.definition_version,
        valid_rules.has_other_groups
    from held_rule_groups
    inner join valid_rules
        on
            held_rule_groups.conversion_key = valid_rules.conversion_key
            and held_rule_groups.definition_version = valid_rules.definition_version
            and held_rule_groups.rule_group = valid_rules.rule_group
    where not valid_rules.is_asking_absence
),

held_events as (
    select
        session_events.event_key,
        session_events.visitor_key,
        held_rules.conversion_key,
        held_rules.definition_version,
        held_rules.has_other_groups
    from held_rules
    inner join session_events
        on
            held_rules.event_key = session_events.event_key
            and held_rules.event_name = session_events.event_name
    where
        session_events.occurred_at >= held_rules.valid_from
        and session_events.occurred_at < held_rules.valid_to
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

lacking_events as (
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
        named_events.is_asking_absence
        and present_properties.event_key is null
        and coalesce(held_rule_groups.held_property_count, 0) = named_events.held_property_count
),

all_matches as (
    select
        event_key,
        visitor_key,
        conversion_key,
        definition_version,
        has_other_groups
    from named_events
    where not is_asking_absence
    union all
    select * from held_events
    union all
    select * from lacking_events
),

-- Only an event that several groups accept can be there twice.
matched_events as (
    select
        event_key,
        visitor_key,
        conversion_key,
        definition_version
    from all_matches
    where not has_other_groups
    union all
    select distinct
        event_key,
        visitor_key,
        conversion_key,
        definition_version
    from all_matches
    where has_other_groups
)

select * from matched_events
