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

-- An event counts under the version that was valid when it happened.
candidates as (
    select
        session_events.event_key,
        session_events.visitor_key,
        rule_events.conversion_key,
        rule_events.definition_version,
        rule_events.rule_group
    from session_events
    inner join rule_events
        on session_events.event_name = rule_events.event_name
    inner join definitions
        on
            rule_events.conversion_key = definitions.conversion_key
            and rule_events.definition_version = definitions.definition_version
    where
        session_events.occurred_at >= definitions.valid_from
        and session_events.occurred_at < definitions.valid_to
),

failed_groups as (
    select distinct
        candidates.event_key,
        candidates.conversion_key,
        candidates.rule_group
    from candidates
    inner join conditions
        on
            candidates.conversion_key = conditions.conversion_key
            and candidates.definition_version = conditions.definition_version
            and candidates.rule_group = conditions.rule_group
    left join event_properties
        on
            candidates.event_key = event_properties.event_key
            and conditions.property_name = event_properties.property_name
    where not {{ cro.condition_holds(
        'event_properties.property_value', 'conditions.operator', 'conditions.value'
    ) }}
),

-- A group without further conditions cannot fail, so it takes no part in the costly join.
matched_events as (
    select distinct
        candidates.event_key,
        candidates.visitor_key,
        candidates.conversion_key,
        candidates.definition_version
    from candidates
    left join failed_groups
        on
            candidates.event_key = failed_groups.event_key
            and candidates.conversion_key = failed_groups.conversion_key
            and candidates.rule_group = failed_groups.rule_group
    where failed_groups.event_key is null
)

select * from matched_events
