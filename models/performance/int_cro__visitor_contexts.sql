with

eligible_sessions as (
    select * from {{ ref('int_cro__eligible_sessions') }}
),

reporting_periods as (
    select * from {{ ref('int_cro__reporting_periods') }}
),

context_sessions as (
    select
        eligible_sessions.eligibility_number,
        reporting_periods.period_number,
        eligible_sessions.visitor_number,
        eligible_sessions.context_number,
        cast(count(*) as integer) as session_count,
        min(eligible_sessions.session_order) as first_session_order
    from eligible_sessions
    inner join reporting_periods
        on eligible_sessions.entry_date = reporting_periods.reporting_date
    group by
        eligible_sessions.eligibility_number,
        reporting_periods.period_number,
        eligible_sessions.visitor_number,
        eligible_sessions.context_number
),

-- A visitor takes the segments of the first session of the period, and so is counted once.
visitor_contexts as (
    select
        eligibility_number,
        period_number,
        visitor_number,
        context_number,
        session_count,
        first_value(context_number) over (
            partition by eligibility_number, period_number, visitor_number
            order by first_session_order
            rows between unbounded preceding and unbounded following
        ) as first_context_number,
        cast(count(*) over (
            partition by eligibility_number, period_number, visitor_number
            order by first_session_order
            rows between unbounded preceding and unbounded following
        ) as integer) as context_count
    from context_sessions
)

select * from visitor_contexts
