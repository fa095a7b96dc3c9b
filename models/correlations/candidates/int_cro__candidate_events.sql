{{ config(materialized='view') }}

with

session_events as (
    select * from {{ ref('int_cro__session_events') }}
),

event_values as (
    select * from {{ ref('int_cro__event_values') }}
),

-- All events tell how far a micro conversion stands out; values of planned properties tell nothing.
candidates as (
    select * from {{ ref('int_cro__candidates') }}
    where candidate_type = 'event' or not is_planned
),

candidate_events as (
    select
        candidates.candidate_key,
        session_events.event_key
    from session_events
    inner join candidates
        on session_events.event_name = candidates.event_name
    where candidates.candidate_type = 'event'
    union all
    select
        candidates.candidate_key,
        event_values.event_key
    from event_values
    inner join candidates
        on
            event_values.event_name = candidates.event_name
            and event_values.property_name = candidates.property_name
            and event_values.property_value = candidates.property_value
)

select * from candidate_events
