{{ config(materialized='view') }}

with

event_clocks as (
    select * from {{ ref('int_cro__event_clocks') }}
),

-- On the second clock every event ticks, to see whether a result hangs on the choice of actions.
event_steps as (
    select
        'active' as clock,
        event_key,
        event_number,
        session_key,
        visitor_key,
        occurred_at,
        is_active,
        is_server_only,
        session_number,
        session_step_number,
        visitor_step_number,
        is_session_step_start,
        is_visitor_step_start
    from event_clocks
    union all
    select
        'all_events' as clock,
        event_key,
        event_number,
        session_key,
        visitor_key,
        occurred_at,
        is_active,
        is_server_only,
        session_number,
        every_session_step_number as session_step_number,
        every_visitor_step_number as visitor_step_number,
        is_every_session_step_start as is_session_step_start,
        is_every_visitor_step_start as is_visitor_step_start
    from event_clocks
)

select * from event_steps
