with

recent_visitor_sessions as (
    select * from {{ ref('int_cro__recent_visitor_sessions') }}
),

window_sums as (
    select
        micro_conversion_key,
        is_recent,
        cast(sum(session_count) as bigint) as session_count,
        cast(sum(converted_session_count) as bigint) as converted_session_count,
        cast(sum(converted_session_count * converted_session_count) as bigint) as sum_kk,
        cast(sum(converted_session_count * session_count) as bigint) as sum_kn,
        cast(sum(session_count * session_count) as bigint) as sum_nn
    from recent_visitor_sessions
    group by micro_conversion_key, is_recent
),

window_rates as (
    select
        *,
        {{ cro.safe_ratio('converted_session_count', 'session_count') }} as session_rate
    from window_sums
),

-- Visits of one visitor resemble each other, so they count for less.
window_effects as (
    select
        *,
        {{ cro.design_effect(
            'converted_session_count', 'session_count', 'session_rate', 'sum_kk', 'sum_kn', 'sum_nn'
        ) }} as design_effect
    from window_rates
),

window_intervals as (
    select
        *,
        {{ cro.wilson_lower('converted_session_count / design_effect', 'session_count / design_effect') }}
            as rate_lower,
        {{ cro.wilson_upper('converted_session_count / design_effect', 'session_count / design_effect') }}
            as rate_upper
    from window_effects
),

rates as (
    select
        micro_conversion_key,
        max(case when is_recent then session_rate end) as recent_rate,
        max(case when not is_recent then session_rate end) as earlier_rate,
        max(case when is_recent then rate_lower end) as recent_lower,
        max(case when is_recent then rate_upper end) as recent_upper,
        max(case when not is_recent then rate_lower end) as earlier_lower,
        max(case when not is_recent then rate_upper end) as earlier_upper
    from window_intervals
    group by micro_conversion_key
),

-- A change counts where the interval of the difference leaves out zero.
recent_rates as (
    select
        micro_conversion_key,
        recent_rate,
        earlier_rate,
        case
            when recent_rate is null or earlier_rate is null then 'unknown'
            when {{ cro.newcombe_lower('recent_rate', 'recent_lower', 'earlier_rate', 'earlier_upper') }} > 0
                then 'rising'
            when {{ cro.newcombe_upper('recent_rate', 'recent_upper', 'earlier_rate', 'earlier_lower') }} < 0
                then 'falling'
            else 'steady'
        end as trend
    from rates
)

select * from recent_rates
