with

lead_lag_spans as (
    select * from {{ ref('int_cro__lead_lag_spans') }}
),

daily_conversions as (
    select * from {{ ref('int_cro__daily_conversions') }}
),

both_series as (
    select
        micro_macro_pair_key,
        'micro' as conversion_type,
        micro_conversion_key as conversion_key,
        first_date,
        last_date
    from lead_lag_spans
    union all
    select
        micro_macro_pair_key,
        'macro' as conversion_type,
        macro_conversion_key as conversion_key,
        first_date,
        last_date
    from lead_lag_spans
),

busy_days as (
    select
        both_series.micro_macro_pair_key,
        both_series.conversion_type,
        count(daily_conversions.conversion_date) as busy_day_count
    from both_series
    left join daily_conversions
        on
            both_series.conversion_key = daily_conversions.conversion_key
            and both_series.conversion_type = daily_conversions.conversion_type
            and both_series.first_date <= daily_conversions.conversion_date
            and both_series.last_date >= daily_conversions.conversion_date
    group by both_series.micro_macro_pair_key, both_series.conversion_type
),

rarer_series as (
    select
        micro_macro_pair_key,
        min(busy_day_count) as busy_day_count
    from busy_days
    group by micro_macro_pair_key
),

day_counts as (
    select
        lead_lag_spans.*,
        rarer_series.busy_day_count,
        greatest(
            0,
            coalesce({{ cro.days_between('first_date', 'last_date') }} + 1, 0)
        ) as day_count
    from lead_lag_spans
    inner join rarer_series
        on lead_lag_spans.micro_macro_pair_key = rarer_series.micro_macro_pair_key
),

-- Of two rare series a few meet on some lag by chance, and look tied together.
lead_lag_series as (
    select
        micro_macro_pair_key,
        micro_conversion_key,
        macro_conversion_key,
        first_date,
        last_date,
        cast(day_count as bigint) as day_count,
        case
            when first_date is null then 'never counted'
            when day_count < 90 then 'fewer than 90 days'
            when busy_day_count * 5 < day_count then 'on fewer than one day in five'
        end as reason
    from day_counts
)

select * from lead_lag_series
