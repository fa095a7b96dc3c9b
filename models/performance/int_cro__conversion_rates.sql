with

conversion_eligibilities as (
    select * from {{ ref('int_cro__conversion_eligibilities') }}
),

eligible_counts as (
    select * from {{ ref('int_cro__eligible_counts') }}
),

converted_counts as (
    select * from {{ ref('int_cro__converted_counts') }}
),

outcome_counts as (
    select
        conversion_eligibilities.conversion_number,
        eligible_counts.period_number,
        eligible_counts.segment_number,
        eligible_counts.session_count,
        coalesce(converted_counts.converted_session_count, 0) as converted_session_count,
        eligible_counts.visitor_count,
        coalesce(converted_counts.converted_visitor_count, 0) as converted_visitor_count,
        coalesce(converted_counts.conversion_count, 0) as session_conversion_count,
        coalesce(converted_counts.sum_kk, 0) as sum_kk,
        coalesce(converted_counts.sum_kn, 0) as sum_kn,
        eligible_counts.sum_nn
    from conversion_eligibilities
    inner join eligible_counts
        on conversion_eligibilities.eligibility_number = eligible_counts.eligibility_number
    left join converted_counts
        on
            conversion_eligibilities.conversion_number = converted_counts.conversion_number
            and eligible_counts.period_number = converted_counts.period_number
            and eligible_counts.segment_number = converted_counts.segment_number
),

session_rates as (
    select
        *,
        {{ cro.safe_ratio('converted_session_count', 'session_count') }} as session_rate
    from outcome_counts
),

design_effects as (
    select
        *,
        {{ cro.design_effect(
            'converted_session_count', 'session_count', 'session_rate', 'sum_kk', 'sum_kn', 'sum_nn'
        ) }} as session_design_effect
    from session_rates
),

conversion_rates as (
    select
        conversion_number,
        period_number,
        segment_number,
        session_count,
        converted_session_count,
        session_rate,
        {{ cro.wilson_lower(
            'converted_session_count / session_design_effect',
            'session_count / session_design_effect'
        ) }} as session_rate_lower,
        {{ cro.wilson_upper(
            'converted_session_count / session_design_effect',
            'session_count / session_design_effect'
        ) }} as session_rate_upper,
        session_design_effect,
        session_conversion_count,
        {{ cro.safe_ratio('session_conversion_count', 'session_count') }}
            as conversions_per_session,
        visitor_count,
        converted_visitor_count,
        {{ cro.safe_ratio('converted_visitor_count', 'visitor_count') }} as visitor_rate,
        {{ cro.wilson_lower('converted_visitor_count', 'visitor_count') }} as visitor_rate_lower,
        {{ cro.wilson_upper('converted_visitor_count', 'visitor_count') }} as visitor_rate_upper
    from design_effects
)

select * from conversion_rates
