with

eligible_windows as (
    select * from {{ ref('int_cro__eligible_windows') }}
),

session_outcomes as (
    select * from {{ ref('int_cro__session_outcomes') }}
),

numbered_sessions as (
    select * from {{ ref('int_cro__numbered_sessions') }}
),

-- A session on a platform that never sends the event had no chance to convert. The place is the
-- session's own, because a server-side match belongs to the web session that it joined.
matched_places as (
    select distinct
        session_outcomes.conversion_number,
        numbered_sessions.source_name,
        numbered_sessions.platform
    from session_outcomes
    inner join numbered_sessions
        on session_outcomes.session_order = numbered_sessions.session_order
),

eligible_places as (
    select
        matched_places.conversion_number,
        matched_places.source_name,
        matched_places.platform,
        eligible_windows.valid_from,
        eligible_windows.valid_to
    from matched_places
    inner join eligible_windows
        on matched_places.conversion_number = eligible_windows.conversion_number
)

select * from eligible_places
