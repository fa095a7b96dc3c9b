{{ config(materialized=cro.incremental_or_table(), unique_key='visitor_key') }}

with

session_events as (
    select * from {{ cro.touched('int_cro__session_events', 'visitor_key') }}
),

valid_rules as (
    select * from {{ ref('int_cro__valid_rules') }}
    where held_property_count = 0 and not is_asking_absence
),

property_matches as (
    select * from {{ cro.touched('int_cro__property_matches', 'visitor_key') }}
),

absence_matches as (
    select * from {{ cro.touched('int_cro__absence_matches', 'visitor_key') }}
),

-- An event counts under the version that was valid when it happened.
name_matches as (
    select
        session_events.event_key,
        session_events.visitor_key,
        valid_rules.conversion_key,
        valid_rules.definition_version,
        valid_rules.has_other_groups
    from session_events
    inner join valid_rules
        on session_events.event_name = valid_rules.event_name
    where
        session_events.occurred_at >= valid_rules.valid_from
        and session_events.occurred_at < valid_rules.valid_to
),

all_matches as (
    select
        event_key,
        visitor_key,
        conversion_key,
        definition_version,
        has_other_groups
    from name_matches
    union all
    select
        event_key,
        visitor_key,
        conversion_key,
        definition_version,
        has_other_groups
    from property_matches
    union all
    select
        event_key,
        visitor_key,
        conversion_key,
        definition_version,
        has_other_groups
    from absence_matches
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
