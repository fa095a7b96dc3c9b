with

sessions as (
    select * from {{ ref('fct_cro__sessions') }}
),

watermark as (
    select * from {{ ref('int_cro__watermark') }}
),

conversion_definitions as (
    select * from {{ ref('int_cro__conversion_definitions') }}
),

conversion_matches as (
    select * from {{ ref('int_cro__conversion_matches') }}
),

conversion_events as (
    select * from {{ ref('int_cro__conversion_events') }}
),

-- A draft or a retired conversion is not matched, so it has no rate.
matched_definitions as (
    select * from conversion_definitions
    where status in ('active', 'diagnostic')
),

-- A session on a platform that never sends the event had no chance to convert. The place is the
-- session's own, because a server-side match belongs to the web session that it joined.
matched_places as (
    select distinct
        conversion_matches.conversion_key,
        sessions.source_name,
        coalesce(sessions.platform, '') as platform
    from conversion_matches
    inner join sessions
        on conversion_matches.session_key = sessions.session_key
),

-- An open session may still convert.
closed_sessions as (
    select sessions.*
    from sessions
    inner join watermark
        on sessions.closes_at < watermark.watermark_at
    where not sessions.is_server_only
),

eligible_sessions as (
    select
        matched_definitions.conversion_key,
        closed_sessions.session_key,
        closed_sessions.visitor_key,
        closed_sessions.started_at,
        closed_sessions.entry_date
    from closed_sessions
    inner join matched_definitions
        on
            closed_sessions.started_at >= matched_definitions.valid_from
            and closed_sessions.started_at < matched_definitions.valid_to
    inner join matched_places
        on
            matched_definitions.conversion_key = matched_places.conversion_key
            and closed_sessions.source_name = matched_places.source_name
            and coalesce(closed_sessions.platform, '') = matched_places.platform
),

-- Laid on top of each other and grouped: no warehouse can guess the size of a join over validity ranges.
marked_sessions as (
    select
        conversion_key,
        session_key,
        visitor_key,
        started_at,
        entry_date,
        1 as is_eligible,
        0 as is_converted,
        0 as conversion_count
    from eligible_sessions
    union all
    select
        conversion_key,
        session_key,
        cast(null as {{ dbt.type_string() }}) as visitor_key,
        cast(null as {{ cro.type_timestamp() }}) as started_at,
        cast(null as date) as entry_date,
        0 as is_eligible,
        1 as is_converted,
        case when is_counted then 1 else 0 end as conversion_count
    from conversion_events
),

outcomes as (
    select
        conversion_key,
        session_key,
        max(visitor_key) as visitor_key,
        max(started_at) as started_at,
        max(entry_date) as entry_date,
        max(is_converted) as is_converted,
        sum(conversion_count) as conversion_count
    from marked_sessions
    group by conversion_key, session_key
    having max(is_eligible) = 1
),

eligible_outcomes as (
    select
        {{ cro.hash_columns(['conversion_key', 'session_key']) }} as eligible_session_key,
        conversion_key,
        session_key,
        visitor_key,
        started_at,
        entry_date,
        is_converted = 1 as is_converted,
        cast(conversion_count as bigint) as conversion_count
    from outcomes
)

select * from eligible_outcomes
