with

candidate_events as (
    select * from {{ ref('int_cro__candidate_events') }}
),

event_steps as (
    select * from {{ ref('int_cro__event_steps') }}
    where clock = 'active'
),

units as (
    select * from {{ ref('int_cro__units') }}
),

candidate_steps as (
    select
        candidate_events.candidate_key,
        event_steps.session_key,
        event_steps.visitor_key,
        event_steps.occurred_at,
        event_steps.session_step_number,
        event_steps.visitor_step_number
    from candidate_events
    inner join event_steps
        on candidate_events.event_key = event_steps.event_key
),

first_candidates as (
    select
        'session' as unit,
        session_key as unit_key,
        candidate_key,
        min(occurred_at) as first_at,
        min(session_step_number) as first_step_number
    from candidate_steps
    group by session_key, candidate_key
    union all
    select
        'visitor' as unit,
        visitor_key as unit_key,
        candidate_key,
        min(occurred_at) as first_at,
        min(visitor_step_number) as first_step_number
    from candidate_steps
    group by visitor_key, candidate_key
),

unit_first_candidates as (
    select
        first_candidates.unit,
        units.unit_number,
        first_candidates.candidate_key,
        first_candidates.first_at,
        first_candidates.first_step_number
    from first_candidates
    inner join units
        on
            first_candidates.unit = units.unit
            and first_candidates.unit_key = units.unit_key
)

select * from unit_first_candidates
