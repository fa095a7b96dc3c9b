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
visitor_sessions as (
    select
        eligible_sessions.conversion_key,
        reporting_periods.period_grain,
        reporting_periods.period_start,
        session_segments.segment_name,
        session_segments.segment_value,
        eligible_sessions.visitor_key,
        count(*) as session_count,
        sum(case when eligible_sessions.is_converted then 1 else 0 end) as converted_count,
        sum(eligible_sessions.conversion_count) as conversion_count
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
),

-- The sum over visitors of (k - p n)^2 is kk - 2 p kn + p^2 nn: whole numbers until p enters.
session_sums as (
    select
        conversion_key,
        period_grain,
        period_start,
        segment_name,
        segment_value,
        cast(sum(session_count) as bigint) as session_count,
        cast(sum(converted_count) as bigint) as converted_session_count,
        cast(sum(conversion_count) as bigint) as session_conversion_count,
        cast(sum(converted_count * converted_count) as {{ cro.type_double() }}) as sum_kk,
        cast(sum(converted_count * session_count) as {{ cro.type_double() }}) as sum_kn,
        cast(sum(session_count * session_count) as {{ cro.type_double() }}) as sum_nn
    from visitor_sessions
    group by conversion_key, period_grain, period_start, segment_name, segment_value
),

session_rates as (
    select
        *,
        {{ cro.safe_ratio('converted_session_count', 'session_count') }} as session_rate
    from session_sums
),

design_effects as (
    select
        *,
        case
            when converted_session_count in (0, session_count)
                then cast(1 as {{ cro.type_double() }})
            else greatest(
                cast(1 as {{ cro.type_double() }}),
                (sum_kk - 2 * session_rate * sum_kn + session_rate * session_rate * sum_nn)
                / (session_count * session_rate * (1 - session_rate))
            )
        end as session_design_effect
    from session_rates
),

conversion_session_rates as (
    select
        {{ cro.hash_columns([
            'conversion_key', 'period_grain', 'period_start', 'segment_name', 'segment_value'
        ]) }} as conversion_cell_key,
        conversion_key,
        period_grain,
        period_start,
        segment_name,
        segment_value,
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
            as conversions_per_session
    from design_effects
)

select * from conversion_session_rates
