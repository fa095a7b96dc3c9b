with

sessions as (
    select * from {{ ref('fct_cro__sessions') }}
),

session_contexts as (
    select * from {{ ref('int_cro__session_contexts') }}
),

context_segments as (
    select * from {{ ref('int_cro__context_segments') }}
),

visitor_numbers as (
    select * from {{ ref('int_cro__visitor_numbers') }}
),

watermark as (
    select * from {{ ref('int_cro__watermark') }}
),

contexts as (
    select distinct
        context_key,
        context_number
    from context_segments
),

-- An open session may still convert, and a server-only one is no visit.
ordered_sessions as (
    select
        sessions.session_key,
        sessions.visitor_key,
        cast(row_number() over (order by sessions.started_at, sessions.session_key) as integer)
            as session_order,
        sessions.started_at,
        sessions.entry_date,
        sessions.source_name,
        coalesce(sessions.platform, '') as platform,
        sessions.is_server_only,
        not sessions.is_server_only and sessions.closes_at < watermark.watermark_at as is_closed_visit
    from sessions
    cross join watermark
),

numbered_sessions as (
    select
        ordered_sessions.session_key,
        ordered_sessions.session_order,
        visitor_numbers.visitor_number,
        contexts.context_number,
        ordered_sessions.started_at,
        ordered_sessions.entry_date,
        ordered_sessions.source_name,
        ordered_sessions.platform,
        ordered_sessions.is_server_only,
        ordered_sessions.is_closed_visit
    from ordered_sessions
    inner join session_contexts
        on ordered_sessions.session_key = session_contexts.session_key
    inner join contexts
        on session_contexts.context_key = contexts.context_key
    inner join visitor_numbers
        on ordered_sessions.visitor_key = visitor_numbers.visitor_key
)

select * from numbered_sessions
