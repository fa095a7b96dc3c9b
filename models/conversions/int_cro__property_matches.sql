{{ config(materialized=cro.incremental_or_table(), unique_key='visitor_key') }}

with

session_events as (
    select * from {{ cro.touched('int_cro__session_events', 'visitor_key') }}
),

valid_rules as (
    select * from {{ ref('int_cro__valid_rules') }}
    where not is_asking_absence
),

held_rule_groups as (
    select * from {{ cro.touched('int_cro__held_rule_groups', 'device_key') }}
),

-- Only events that have the properties come near a rule, however many rules there are: a database that
-- began with the names would pair every event with every rule on its name.
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
),

property_matches as (
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
)

select * from property_matches
