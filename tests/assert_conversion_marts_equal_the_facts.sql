-- Conversions whose sessions, conversions or values do not add up over a period grain to the facts.
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

conversion_numbers as (
    select * from {{ ref('int_cro__conversion_numbers') }}
),

mart_rows as (
    select
        micro_conversion_key as conversion_key,
        period_grain,
        session_count,
        converted_session_count,
        conversion_count,
        total_value as amount
    from {{ ref('mart_cro__micro_conversion_daily') }}
    where segment_name = 'all'
    union all
    select
        macro_conversion_key as conversion_key,
        period_grain,
        session_count,
        converted_session_count,
        conversion_count,
        net_value as amount
    from {{ ref('mart_cro__macro_conversion_daily') }}
    where segment_name = 'all'
),

eligible_counts as (
    select
        eligibility_number,
        count(*) as session_count
    from eligible_sessions
    group by eligibility_number
),

eligible_outcomes as (
    select
        conversion_numbers.conversion_key,
        conversion_eligibilities.eligibility_number,
        session_outcomes.session_order
    from session_outcomes
    inner join conversion_eligibilities
        on session_outcomes.conversion_number = conversion_eligibilities.conversion_number
    inner join eligible_sessions
        on
            conversion_eligibilities.eligibility_number = eligible_sessions.eligibility_number
            and session_outcomes.session_order = eligible_sessions.session_order
    inner join conversion_numbers
        on session_outcomes.conversion_number = conversion_numbers.conversion_number
    where session_outcomes.is_converted
),

fact_rows as (
    select
        conversion_numbers.conversion_key,
        eligible_counts.session_count,
        0 as converted_session_count,
        0 as conversion_count,
        0 as amount
    from conversion_eligibilities
    inner join conversion_numbers
        on conversion_eligibilities.conversion_number = conversion_numbers.conversion_number
    inner join eligible_counts
        on conversion_eligibilities.eligibility_number = eligible_counts.eligibility_number
    union all
    select
        conversion_key,
        0 as session_count,
        1 as converted_session_count,
        0 as conversion_count,
        0 as amount
    from eligible_outcomes
    union all
    select
        micro_conversion_key as conversion_key,
        0 as session_count,
        0 as converted_session_count,
        1 as conversion_count,
        coalesce(value, 0) as amount
    from {{ ref('fct_cro__micro_conversions') }}
    union all
    select
        macro_conversion_key as conversion_key,
        0 as session_count,
        0 as converted_session_count,
        1 as conversion_count,
        coalesce(net_value, 0) as amount
    from {{ ref('fct_cro__macro_conversions') }}
),

period_grains as (
    select 'day' as period_grain
    union all
    select 'month' as period_grain
    union all
    select 'all' as period_grain
),

differences as (
    select
        conversion_key,
        period_grain,
        session_count,
        converted_session_count,
        conversion_count,
        amount
    from mart_rows
    union all
    select
        fact_rows.conversion_key,
        period_grains.period_grain,
        -fact_rows.session_count as session_count,
        -fact_rows.converted_session_count as converted_session_count,
        -fact_rows.conversion_count as conversion_count,
        -fact_rows.amount as amount
    from fact_rows
    cross join period_grains
),

offenders as (
    select
        conversion_key,
        period_grain,
        sum(session_count) as session_difference,
        sum(converted_session_count) as converted_session_difference,
        sum(conversion_count) as conversion_difference,
        sum(amount) as amount_difference
    from differences
    group by conversion_key, period_grain
    having
        sum(session_count) <> 0
        or sum(converted_session_count) <> 0
        or sum(conversion_count) <> 0
        or sum(amount) <> 0
)

select * from offenders
