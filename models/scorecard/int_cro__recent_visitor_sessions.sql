with

eligible_sessions as (
    select * from {{ ref('int_cro__eligible_sessions') }}
),

session_outcomes as (
    select * from {{ ref('int_cro__session_outcomes') }}
    where is_converted
),

conversion_eligibilities as (
    select * from {{ ref('int_cro__conversion_eligibilities') }}
),

conversion_numbers as (
    select * from {{ ref('int_cro__conversion_numbers') }}
),

micro_conversions as (
    select * from {{ ref('dim_cro__micro_conversions') }}
    where is_latest_version
),

silent_days as (
    select * from {{ ref('mart_cro__tracking_health') }}
    where is_silent
),

watermark as (
    select * from {{ ref('int_cro__watermark') }}
),

aged_sessions as (
    select
        eligible_sessions.eligibility_number,
        eligible_sessions.session_order,
        eligible_sessions.visitor_number,
        eligible_sessions.entry_date,
        {{ cro.days_between('eligible_sessions.entry_date', cro.reporting_date('watermark.watermark_at')) }}
            as days_ago
    from eligible_sessions
    cross join watermark
),

-- Whole days only: the day of the watermark is not over.
recent_sessions as (
    select
        *,
        days_ago <= 28 as is_recent
    from aged_sessions
    where days_ago between 1 and 56
),

micro_numbers as (
    select
        conversion_numbers.conversion_number,
        micro_conversions.micro_conversion_key,
        conversion_eligibilities.eligibility_number
    from conversion_numbers
    inner join micro_conversions
        on conversion_numbers.conversion_key = micro_conversions.micro_conversion_key
    inner join conversion_eligibilities
        on conversion_numbers.conversion_number = conversion_eligibilities.conversion_number
),

-- A day on which tracking was silent says nothing about visitors.
heard_sessions as (
    select
        micro_numbers.micro_conversion_key,
        micro_numbers.conversion_number,
        recent_sessions.session_order,
        recent_sessions.visitor_number,
        recent_sessions.is_recent
    from recent_sessions
    inner join micro_numbers
        on recent_sessions.eligibility_number = micro_numbers.eligibility_number
    left join silent_days
        on
            micro_numbers.micro_conversion_key = silent_days.conversion_key
            and recent_sessions.entry_date = silent_days.match_date
    where silent_days.conversion_key is null
),

recent_visitor_sessions as (
    select
        heard_sessions.micro_conversion_key,
        heard_sessions.is_recent,
        heard_sessions.visitor_number,
        cast(count(*) as bigint) as session_count,
        cast(count(session_outcomes.session_order) as bigint) as converted_session_count
    from heard_sessions
    left join session_outcomes
        on
            heard_sessions.conversion_number = session_outcomes.conversion_number
            and heard_sessions.session_order = session_outcomes.session_order
    group by
        heard_sessions.micro_conversion_key,
        heard_sessions.is_recent,
        heard_sessions.visitor_number
)

select * from recent_visitor_sessions
