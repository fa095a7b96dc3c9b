with

conversion_matches as (
    select * from {{ ref('int_cro__conversion_matches') }}
),

conversion_numbers as (
    select * from {{ ref('int_cro__conversion_numbers') }}
),

numbered_sessions as (
    select * from {{ ref('int_cro__numbered_sessions') }}
),

-- Repeats and refunds are no conversions, but they show that the event is sent there.
matched_sessions as (
    select
        conversion_key,
        session_key,
        max(case when counting_place in ('frequency', 'counted') then 1 else 0 end) as is_converted,
        sum(case when is_counted then 1 else 0 end) as conversion_count
    from conversion_matches
    group by conversion_key, session_key
),

session_outcomes as (
    select
        conversion_numbers.conversion_number,
        numbered_sessions.session_order,
        matched_sessions.is_converted = 1 as is_converted,
        cast(matched_sessions.conversion_count as integer) as conversion_count
    from matched_sessions
    inner join conversion_numbers
        on matched_sessions.conversion_key = conversion_numbers.conversion_key
    inner join numbered_sessions
        on matched_sessions.session_key = numbered_sessions.session_key
)

select * from session_outcomes
