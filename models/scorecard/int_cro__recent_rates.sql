with

micro_conversion_daily as (
    select * from {{ ref('mart_cro__micro_conversion_daily') }}
    where segment_name = 'all' and period_grain = 'day'
),

watermark as (
    select * from {{ ref('int_cro__watermark') }}
),

-- Whole days only: the day of the watermark is not over.
aged_days as (
    select
        micro_conversion_daily.*,
        {{ cro.days_between(
            'micro_conversion_daily.period_start', cro.reporting_date('watermark.watermark_at')
        ) }} as days_ago
    from micro_conversion_daily
    cross join watermark
),

day_sums as (
    select
        micro_conversion_key,
        cast(sum(case when days_ago <= 28 then session_count else 0 end) as bigint)
            as recent_session_count,
        cast(sum(case when days_ago <= 28 then converted_session_count else 0 end) as bigint)
            as recent_converted_count,
        cast(sum(case when days_ago > 28 then session_count else 0 end) as bigint)
            as earlier_session_count,
        cast(sum(case when days_ago > 28 then converted_session_count else 0 end) as bigint)
            as earlier_converted_count
    from aged_days
    where days_ago between 1 and 56
    group by micro_conversion_key
),

rates as (
    select
        micro_conversion_key,
        {{ cro.safe_ratio('recent_converted_count', 'recent_session_count') }} as recent_rate,
        {{ cro.safe_ratio('earlier_converted_count', 'earlier_session_count') }} as earlier_rate,
        {{ cro.wilson_lower('recent_converted_count', 'recent_session_count') }} as recent_lower,
        {{ cro.wilson_upper('recent_converted_count', 'recent_session_count') }} as recent_upper,
        {{ cro.wilson_lower('earlier_converted_count', 'earlier_session_count') }} as earlier_lower,
        {{ cro.wilson_upper('earlier_converted_count', 'earlier_session_count') }} as earlier_upper
    from day_sums
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
