{{ config(materialized=cro.incremental_or_table(), unique_key='visitor_key') }}

with

name_matches as (
    select * from {{ cro.touched('int_cro__name_matches', 'visitor_key') }}
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
        name_matches.event_key,
        name_matches.visitor_key,
        name_matches.conversion_key,
        name_matches.definition_version,
        name_matches.has_other_groups
    from name_matches
    left join held_rule_groups
        on
            name_matches.event_key = held_rule_groups.event_key
            and name_matches.conversion_key = held_rule_groups.conversion_key
            and name_matches.definition_version = held_rule_groups.definition_version
            and name_matches.rule_group = held_rule_groups.rule_group
    left join present_properties
        on
            name_matches.event_key = present_properties.event_key
            and name_matches.conversion_key = present_properties.conversion_key
            and name_matches.definition_version = present_properties.definition_version
            and name_matches.rule_group = present_properties.rule_group
    where
        name_matches.is_asking_absence
        and present_properties.event_key is null
        and coalesce(held_rule_groups.held_property_count, 0) = name_matches.held_property_count
)

select * from absence_matches
