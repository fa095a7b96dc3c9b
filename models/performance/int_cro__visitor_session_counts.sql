{{ config(materialized = 'view') }}

with

eligible_sessions as (
    select * from {{ ref('int_cro__eligible_sessions') }}
),

reporting_periods as (
    select * from {{ ref('int_cro__reporting_periods') }}
),

session_segments as (
    select * from {{ ref('int_cro__session_segments') }}
),

-- Sessions of one visitor resemble each other, so the visitor is the unit that is sampled.
visitor_session_counts as (
    select
        eligible_sessions.conversion_key,
        reporting_periods.period_grain,
        reporting_periods.period_start,
        session_segments.segment_name,
        session_segments.segment_value,
        eligible_sessions.visitor_key,
        cast(count(*) as bigint) as session_count,
        cast(sum(case when eligible_sessions.is_converted then 1 else 0 end) as bigint)
            as converted_session_count,
        cast(sum(eligible_sessions.conversion_count) as bigint) as conversion_count
    from eligible_sessions
    inner join reporting_periods
        on eligible_sessions.entry_date = reporting_periods.reporting_date
    inner join session_segments
        on eligible_sessions.session_key = session_segments.session_key
    group by
        eligible_sessions.conversion_key,
        reporting_periods.period_grain,
        reporting_periods.period_start,
        session_segments.segment_name,
        session_segments.segment_value,
        eligible_sessions.visitor_key
)

select * from visitor_session_counts
