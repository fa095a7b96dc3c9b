with

events as (
    select
        *,
        'visit' as session_kind
    from {{ ref('int_cro__visitor_events') }} as visitor_events
    where not is_server_event
),

{{ cro.cut_sessions('events') }}

select * from keyed_events
