with

conversion_events as (
    select * from {{ ref('int_cro__conversion_events') }}
),

event_steps as (
    select * from {{ ref('int_cro__event_steps') }}
),

units as (
    select * from {{ ref('int_cro__units') }}
),

conversion_steps as (
    select
        conversion_events.conversion_event_key,
        conversion_events.conversion_key,
        conversion_events.conversion_type,
        event_steps.clock,
        event_steps.session_key,
        event_steps.visitor_key,
        event_steps.occurred_at,
        event_steps.is_active,
        event_steps.session_step_number,
        event_steps.visitor_step_number
    from conversion_events
    inner join event_steps
        on conversion_events.event_key = event_steps.event_key
),

unit_steps as (
    select
        'session' as unit,
        clock,
        session_key as unit_key,
        session_step_number as step_number,
        conversion_event_key,
        conversion_key,
        conversion_type,
        occurred_at,
        is_active
    from conversion_steps
    union all
    select
        'visitor' as unit,
        clock,
        visitor_key as unit_key,
        visitor_step_number as step_number,
        conversion_event_key,
        conversion_key,
        conversion_type,
        occurred_at,
        is_active
    from conversion_steps
),

unit_conversions as (
    select
        unit_steps.unit,
        unit_steps.clock,
        unit_steps.unit_key,
        units.unit_number,
        unit_steps.conversion_key,
        unit_steps.conversion_type,
        unit_steps.conversion_event_key,
        unit_steps.occurred_at,
        unit_steps.step_number,
        unit_steps.is_active,
        unit_steps.occurred_at > units.started_at as is_after_start
    from unit_steps
    inner join units
        on unit_steps.unit = units.unit and unit_steps.unit_key = units.unit_key
)

select * from unit_conversions
