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

visitors as (
    select distinct visitor_key from session_events
),

-- Windows over events sort numbers, which are a tenth of the keys.
numbered_sessions as (
    select
        session_key,
        session_number,
        is_server_only,
        row_number() over (order by session_key) as session_place
    from sessions
),

numbered_visitors as (
    select
        visitor_key,
        row_number() over (order by visitor_key) as visitor_place
    from visitors
),

-- What a page does by itself is no action of the visitor, so it has no time on the clock.
actions as (
    select
        session_events.event_key,
        session_events.session_key,
        session_events.visitor_key,
        session_events.occurred_at,
        numbered_sessions.session_number,
        numbered_sessions.is_server_only,
        numbered_sessions.session_place,
        numbered_visitors.visitor_place,
        passive_events.event_name is null as is_active,
        case when passive_events.event_name is null then session_events.occurred_at end
            as active_at,
        row_number() over (
            order by
                session_events.occurred_at,
                coalesce(session_events.event_sequence, 9223372036854775807),
                session_events.event_key
        ) as event_number
    from session_events
    inner join numbered_sessions
        on session_events.session_key = numbered_sessions.session_key
    inner join numbered_visitors
        on session_events.visitor_key = numbered_visitors.visitor_key
    left join passive_events
        on session_events.event_name = passive_events.event_name
),

previous_actions as (
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
    from actions
),

-- One click sends several events at once; only the first of such a burst ticks.
ticks as (
    select
        event_number,
        session_place,
        visitor_place,
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
        end as visitor_tick,
        case
            when
                {{ cro.seconds_between('last_in_session_at', 'occurred_at') }}
                <= {{ var('cro__step_seconds') }} then 0
            else 1
        end as every_session_tick,
        case
            when
                {{ cro.seconds_between('last_for_visitor_at', 'occurred_at') }}
                <= {{ var('cro__step_seconds') }} then 0
            else 1
        end as every_visitor_tick
    from previous_actions
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
        actions.event_key,
        actions.event_number,
        actions.session_key,
        actions.visitor_key,
        actions.occurred_at,
        actions.is_active,
        actions.is_server_only,
        actions.session_number,
        cast(steps.session_step_number as integer) as session_step_number,
        cast(steps.visitor_step_number as integer) as visitor_step_number,
        cast(steps.every_session_step_number as integer) as every_session_step_number,
        cast(steps.every_visitor_step_number as integer) as every_visitor_step_number,
        steps.is_session_step_start,
        steps.is_visitor_step_start,
        steps.is_every_session_step_start,
        steps.is_every_visitor_step_start
    from actions
    inner join steps
        on actions.event_number = steps.event_number
)

select * from event_clocks
