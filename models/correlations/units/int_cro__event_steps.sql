with

session_events as (
    select * from {{ ref('int_cro__session_events') }}
),

sessions as (
    select * from {{ ref('int_cro__sessions') }}
),

-- Listed twice, a name would double its events.
passive_events as (
    select distinct event_name from {{ ref('stg_cro__passive_events') }}
),

-- On the second clock every event ticks, to see whether a result hangs on the choice of actions.
clocks as (
    select
        'active' as clock,
        0 as is_every_event
    union all
    select
        'all_events' as clock,
        1 as is_every_event
),

actions as (
    select
        session_events.event_key,
        session_events.session_key,
        session_events.visitor_key,
        session_events.occurred_at,
        coalesce(session_events.event_sequence, 9223372036854775807) as event_order,
        sessions.session_number,
        sessions.is_server_only,
        passive_events.event_name is null as is_active
    from session_events
    inner join sessions
        on session_events.session_key = sessions.session_key
    left join passive_events
        on session_events.event_name = passive_events.event_name
),

-- What a page does by itself is no action of the visitor, so it has no time on the clock.
clock_actions as (
    select
        actions.*,
        clocks.clock,
        case when actions.is_active or clocks.is_every_event = 1 then actions.occurred_at end
            as active_at
    from actions
    cross join clocks
),

previous_actions as (
    select
        *,
        max(active_at) over (
            partition by clock, session_key
            order by occurred_at, event_order, event_key
            rows between unbounded preceding and 1 preceding
        ) as previous_in_session_at,
        max(active_at) over (
            partition by clock, visitor_key
            order by occurred_at, event_order, event_key
            rows between unbounded preceding and 1 preceding
        ) as previous_for_visitor_at
    from clock_actions
),

-- One click sends several events at once; only the first of such a burst ticks.
ticks as (
    select
        *,
        case
            when active_at is null then 0
            when
                {{ cro.seconds_between('previous_in_session_at', 'active_at') }}
                <= {{ var('cro__step_seconds') }} then 0
            else 1
        end as session_tick,
        case
            when active_at is null then 0
            when
                {{ cro.seconds_between('previous_for_visitor_at', 'active_at') }}
                <= {{ var('cro__step_seconds') }} then 0
            else 1
        end as visitor_tick
    from previous_actions
),

-- An event that does not tick stays in the step before it, or in step 0.
event_steps as (
    select
        clock,
        event_key,
        session_key,
        visitor_key,
        occurred_at,
        is_active,
        is_server_only,
        session_number,
        cast(sum(session_tick) over (
            partition by clock, session_key
            order by occurred_at, event_order, event_key
            rows between unbounded preceding and current row
        ) as integer) as session_step_number,
        cast(sum(visitor_tick) over (
            partition by clock, visitor_key
            order by occurred_at, event_order, event_key
            rows between unbounded preceding and current row
        ) as integer) as visitor_step_number,
        cast(row_number() over (
            partition by clock, visitor_key, is_server_only
            order by occurred_at, event_order, event_key
        ) as bigint) as visitor_event_number,
        session_tick = 1 as is_session_step_start,
        visitor_tick = 1 as is_visitor_step_start
    from ticks
)

select * from event_steps
