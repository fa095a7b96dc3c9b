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
ordered_events as (
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
        row_number() over (order by {{ cro.event_order('session_events') }}) as event_number
    from session_events
    inner join numbered_sessions
        on session_events.session_key = numbered_sessions.session_key
    inner join numbered_visitors
        on session_events.visitor_key = numbered_visitors.visitor_key
    left join passive_events
        on session_events.event_name = passive_events.event_name
)

select * from ordered_events
