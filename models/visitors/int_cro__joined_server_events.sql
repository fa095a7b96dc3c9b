{{ config(materialized=cro.incremental_or_table(), unique_key='visitor_key') }}

with

events as (
    select * from {{ cro.touched('int_cro__visitor_events', 'visitor_key') }}
    where is_server_event
),

client_sessions as (
    select * from {{ cro.touched('int_cro__client_sessions', 'visitor_key') }}
),

holding_sessions as (
    select
        events.event_key,
        events.visitor_key,
        client_sessions.session_key,
        row_number() over (
            partition by events.event_key
            order by client_sessions.session_started_at desc, client_sessions.session_key asc
        ) as recency_rank
    from events
    inner join client_sessions
        on
            events.visitor_key = client_sessions.visitor_key
            and events.occurred_at >= client_sessions.session_started_at
            and events.occurred_at <= {{ cro.add_seconds(
                'client_sessions.session_last_event_at', var('cro__session_gap_seconds')
            ) }}
),

joined_server_events as (
    select
        event_key,
        visitor_key,
        session_key
    from holding_sessions
    where recency_rank = 1
)

select * from joined_server_events
