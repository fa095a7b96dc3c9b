with

visitor_session_counts as (
    select * from {{ ref('int_cro__visitor_session_counts') }}
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
        cast(sum(converted_session_count) as bigint) as converted_session_count,
        cast(sum(conversion_count) as bigint) as session_conversion_count,
        cast(sum(converted_session_count * converted_session_count) as {{ cro.type_double() }}) as sum_kk,
        cast(sum(converted_session_count * session_count) as {{ cro.type_double() }}) as sum_kn,
        cast(sum(session_count * session_count) as {{ cro.type_double() }}) as sum_nn
    from visitor_session_counts
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
            else
                greatest(
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
