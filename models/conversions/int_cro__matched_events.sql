{{ config(materialized=cro.incremental_or_table(), unique_key='visitor_key') }}

with

name_matches as (
    select * from {{ cro.touched('int_cro__name_matches', 'visitor_key') }}
),

property_matches as (
    select * from {{ cro.touched('int_cro__property_matches', 'visitor_key') }}
),

absence_matches as (
    select * from {{ cro.touched('int_cro__absence_matches', 'visitor_key') }}
),

all_matches as (
    select
        event_key,
        visitor_key,
        conversion_key,
        definition_version,
        has_other_groups
    from name_matches
    where not is_asking_absence
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
