with

session_outcomes as (
    select * from {{ ref('int_cro__session_outcomes') }}
),

conversion_eligibilities as (
    select * from {{ ref('int_cro__conversion_eligibilities') }}
),

eligible_sessions as (
    select * from {{ ref('int_cro__eligible_sessions') }}
),

reporting_periods as (
    select * from {{ ref('int_cro__reporting_periods') }}
),

visitor_contexts as (
    select * from {{ ref('int_cro__visitor_contexts') }}
),

converted_sums as (
    select
        conversion_eligibilities.conversion_number,
        conversion_eligibilities.eligibility_number,
        reporting_periods.period_number,
        eligible_sessions.visitor_number,
        eligible_sessions.context_number,
        cast(count(*) as integer) as converted_session_count,
        cast(sum(session_outcomes.conversion_count) as integer) as conversion_count
    from session_outcomes
    inner join conversion_eligibilities
        on session_outcomes.conversion_number = conversion_eligibilities.conversion_number
    inner join eligible_sessions
        on
            conversion_eligibilities.eligibility_number = eligible_sessions.eligibility_number
            and session_outcomes.session_order = eligible_sessions.session_order
    inner join reporting_periods
        on eligible_sessions.entry_date = reporting_periods.reporting_date
    where session_outcomes.is_converted
    group by
        conversion_eligibilities.conversion_number,
        conversion_eligibilities.eligibility_number,
        reporting_periods.period_number,
        eligible_sessions.visitor_number,
        eligible_sessions.context_number
),

converted_contexts as (
    select
        converted_sums.*,
        visitor_contexts.session_count,
        visitor_contexts.first_context_number,
        visitor_contexts.context_count
    from converted_sums
    inner join visitor_contexts
        on
            converted_sums.eligibility_number = visitor_contexts.eligibility_number
            and converted_sums.period_number = visitor_contexts.period_number
            and converted_sums.visitor_number = visitor_contexts.visitor_number
            and converted_sums.context_number = visitor_contexts.context_number
)

select * from converted_contexts
