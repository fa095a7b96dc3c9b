{{ config(materialized=cro.incremental_or_table(), unique_key='visitor_key') }}

with

server_events as (
    select * from {{ cro.touched('int_cro__visitor_events', 'visitor_key') }}
    where is_server_event
),

joined_server_events as (
    select * from {{ cro.touched('int_cro__joined_server_events', 'visitor_key') }}
),

-- What no visit holds is cut by gaps as if the user's server side were a device.
left_over_events as (
    select
        server_events.*,
        {{ cro.text_literal('server') }} as session_kind
    from server_events
    left join joined_server_events
        on server_events.event_key = joined_server_events.event_key
    where joined_server_events.event_key is null
),

{{ cro.cut_sessions('left_over_events') }}

select * from keyed_events
