{{ config(materialized=cro.incremental_or_table(), unique_key='visitor_key') }}

with

session_events as (
    select * from {{ cro.touched('int_cro__session_events', 'visitor_key') }}
),

valid_rules as (
    select * from {{ ref('int_cro__valid_rules') }}
    where held_property_count = 0 or is_asking_absence
),

-- An event counts under the version that was valid when it happened.
name_matches as (
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
)

select * from name_matches
