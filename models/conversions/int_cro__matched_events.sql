{{ config(materialized='incremental', unique_key='visitor_key') }}

with

session_events as (
    select * from {{ cro.touched('int_cro__session_events', 'visitor_key') }}
),

rule_events as (
    select * from {{ ref('int_cro__rule_events') }}
),

definitions as (
    select * from {{ ref('int_cro__conversion_definitions') }}
),

conditions as (
    select * from {{ ref('int_cro__conversion_rules') }}
    where property_name <> 'event_name'
),

event_properties as (
    select * from {{ cro.touched('int_cro__event_properties', 'device_key') }}
),

conditional_groups as (
    select distinct
        conversion_key,
        definition_version,
        rule_group
    from conditions
),

-- Everything that can be settled once a rule is not left to be settled for every event.
valid_rules as (
    select
        rule_events.conversion_key,
        rule_events.definition_version,
        rule_events.rule_group,
        rule_events.event_name,
        definitions.valid_from,
        definitions.valid_to,
        conditional_groups.rule_group is not null as is_conditional,
        count(*) over (
            partition by
                rule_events.conversion_key,
                rule_events.definition_version,
                rule_events.event_name
        ) as group_count
    from rule_events
    inner join definitions
        on
            rule_events.conversion_key = definitions.conversion_key
            and rule_events.definition_version = definitions.definition_version
    left join conditional_groups
        on
            rule_events.conversion_key = conditional_groups.conversion_key
            and rule_events.definition_version = conditional_groups.definition_version
            and rule_events.rule_group = conditional_groups.rule_group
),

-- An event counts under the version that was valid when it happened.
candidates as (
    select
        session_events.event_key,
        session_events.visitor_key,
        valid_rules.conversion_key,
        valid_rules.definition_version,
        valid_rules.rule_group,
        valid_rules.is_conditional,
        valid_rules.group_count
    from session_events
    inner join valid_rules
        on session_events.event_name = valid_rules.event_name
    where
        session_events.occurred_at >= valid_rules.valid_from
        and session_events.occurred_at < valid_rules.valid_to
),

-- A group without further conditions cannot fail, so it takes no part in the costly join.
conditional_candidates as (
    select * from candidates
    where is_conditional
),

failed_groups as (
    select distinct
        conditional_candidates.event_key,
        conditional_candidates.conversion_key,
        conditional_candidates.rule_group
    from conditional_candidates
    inner join conditions
        on
            conditional_candidates.conversion_key = conditions.conversion_key
            and conditional_candidates.definition_version = conditions.definition_version
            and conditional_candidates.rule_group = conditions.rule_group
    left join event_properties
        on
            conditional_candidates.event_key = event_properties.event_key
            and conditions.property_name = event_properties.property_name
    where not {{ cro.text_condition_holds(
        'event_properties.property_value', 'conditions.operator', 'conditions.value', 'conditions.value'
    ) }}
),

holding_groups as (
    select conditional_candidates.*
    from conditional_candidates
    left join failed_groups
        on
            conditional_candidates.event_key = failed_groups.event_key
            and conditional_candidates.conversion_key = failed_groups.conversion_key
            and conditional_candidates.rule_group = failed_groups.rule_group
    where failed_groups.event_key is null
    union all
    select * from candidates
    where not is_conditional
),

-- Only an event that several groups accept can be there twice.
matched_events as (
    select
        event_key,
        visitor_key,
        conversion_key,
        definition_version
    from holding_groups
    where group_count = 1
    union all
    select distinct
        event_key,
        visitor_key,
        conversion_key,
        definition_version
    from holding_groups
    where group_count > 1
)

select * from matched_events
