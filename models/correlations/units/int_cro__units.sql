with

event_steps as (
    select * from {{ ref('int_cro__event_steps') }}
    where clock = 'active'
),

sessions as (
    select * from {{ ref('int_cro__sessions') }}
),

session_spans as (
    select
        session_key,
        min(occurred_at) as started_at,
        max(occurred_at) as last_event_at,
        max(session_step_number) as last_step_number
    from event_steps
    where not is_server_only
    group by session_key
),

visitor_spans as (
    select
        visitor_key,
        min(occurred_at) as started_at,
        max(occurred_at) as last_event_at,
        max(visitor_step_number) as last_step_number
    from event_steps
    group by visitor_key
),

first_events as (
    select
        visitor_key,
        min(event_number) as event_number
    from event_steps
    where not is_server_only
    group by visitor_key
),

-- A visitor is described as of the first visit; whoever never visited is no unit.
first_visits as (
    select
        event_steps.visitor_key,
        event_steps.session_key
    from event_steps
    inner join first_events
        on event_steps.event_number = first_events.event_number
),

session_units as (
    select
        {{ cro.text_literal('session') }} as unit,
        sessions.session_key as unit_key,
        sessions.session_key as entry_session_key,
        sessions.visitor_key,
        sessions.device_key,
        session_spans.started_at,
        session_spans.last_event_at,
        session_spans.last_step_number,
        {{ cro.add_seconds('session_spans.last_event_at', var('cro__session_gap_seconds')) }}
            as closes_at
    from session_spans
    inner join sessions
        on session_spans.session_key = sessions.session_key
),

visitor_units as (
    select
        {{ cro.text_literal('visitor') }} as unit,
        visitor_spans.visitor_key as unit_key,
        sessions.session_key as entry_session_key,
        visitor_spans.visitor_key,
        sessions.device_key,
        visitor_spans.started_at,
        visitor_spans.last_event_at,
        visitor_spans.last_step_number,
        cast(null as {{ cro.type_timestamp() }}) as closes_at
    from visitor_spans
    inner join first_visits
        on visitor_spans.visitor_key = first_visits.visitor_key
    inner join sessions
        on first_visits.session_key = sessions.session_key
),

both_units as (
    select * from session_units
    union all
    select * from visitor_units
),

units as (
    select
        cast(row_number() over (order by unit, unit_key) as bigint) as unit_number,
        *
    from both_units
)

select * from units
