with

ordered_events as (
    select * from {{ ref('int_cro__ordered_events') }}
),

previous_events as (
    select
        event_number,
        session_place,
        visitor_place,
        occurred_at,
        active_at,
        max(active_at) over (
            partition by session_place
            order by event_number
            rows between unbounded preceding and 1 preceding
        ) as previous_in_session_at,
        max(active_at) over (
            partition by visitor_place
            order by event_number
            rows between unbounded preceding and 1 preceding
        ) as previous_for_visitor_at,
        lag(occurred_at) over (
            partition by session_place
            order by event_number
        ) as last_in_session_at,
        lag(occurred_at) over (
            partition by visitor_place
            order by event_number
        ) as last_for_visitor_at
    from ordered_events
),

-- One click sends several events at once; only the first of such a burst ticks.
ticks as (
    select
        event_number,
        session_place,
        visitor_place,
        case
            when active_at is null then 0
            else {{ cro.opens_step('previous_in_session_at', 'active_at') }}
        end as session_tick,
        case
            when active_at is null then 0
            else {{ cro.opens_step('previous_for_visitor_at', 'active_at') }}
        end as visitor_tick,
        {{ cro.opens_step('last_in_session_at', 'occurred_at') }} as every_session_tick,
        {{ cro.opens_step('last_for_visitor_at', 'occurred_at') }} as every_visitor_tick
    from previous_events
),

-- An event that does not tick stays in the step before it, or in step 0.
steps as (
    select
        event_number,
        session_tick = 1 as is_session_step_start,
        visitor_tick = 1 as is_visitor_step_start,
        every_session_tick = 1 as is_every_session_step_start,
        every_visitor_tick = 1 as is_every_visitor_step_start,
        sum(session_tick) over (
            partition by session_place
            order by event_number
            rows between unbounded preceding and current row
        ) as session_step_number,
        sum(visitor_tick) over (
            partition by visitor_place
            order by event_number
            rows between unbounded preceding and current row
        ) as visitor_step_number,
        sum(every_session_tick) over (
            partition by session_place
            order by event_number
            rows between unbounded preceding and current row
        ) as every_session_step_number,
        sum(every_visitor_tick) over (
            partition by visitor_place
            order by event_number
            rows between unbounded preceding and current row
        ) as every_visitor_step_number
    from ticks
),

event_clocks as (
    select
        ordered_events.event_key,
        ordered_events.event_number,
        ordered_events.session_key,
        ordered_events.visitor_key,
        ordered_events.occurred_at,
        ordered_events.is_active,
        ordered_events.is_server_only,
        ordered_events.session_number,
        cast(steps.session_step_number as integer) as session_step_number,
        cast(steps.visitor_step_number as integer) as visitor_step_number,
        cast(steps.every_session_step_number as integer) as every_session_step_number,
        cast(steps.every_visitor_step_number as integer) as every_visitor_step_number,
        steps.is_session_step_start,
        steps.is_visitor_step_start,
        steps.is_every_session_step_start,
        steps.is_every_visitor_step_start
    from ordered_events
    inner join steps
        on ordered_events.event_number = steps.event_number
)

select * from event_clocks
