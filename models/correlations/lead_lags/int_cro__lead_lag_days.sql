with

lead_lag_series as (
    select * from {{ ref('int_cro__lead_lag_series') }}
    where reason is null
),

day_numbers as (
    select * from {{ ref('int_cro__day_numbers') }}
),

daily_conversions as (
    select * from {{ ref('int_cro__daily_conversions') }}
),

series_days as (
    select
        lead_lag_series.*,
        day_numbers.day_number,
        {{ cro.add_days('lead_lag_series.first_date', 'day_numbers.day_number') }}
            as conversion_date
    from lead_lag_series
    inner join day_numbers
        on lead_lag_series.day_count > day_numbers.day_number
),

-- A day without a conversion is a zero, not a gap.
lead_lag_days as (
    select
        series_days.micro_macro_pair_key,
        series_days.day_number,
        coalesce(micro_days.conversion_count, 0) as micro_count,
        coalesce(macro_days.conversion_count, 0) as macro_count
    from series_days
    left join daily_conversions as micro_days
        on
            series_days.micro_conversion_key = micro_days.conversion_key
            and series_days.conversion_date = micro_days.conversion_date
            and micro_days.conversion_type = 'micro'
    left join daily_conversions as macro_days
        on
            series_days.macro_conversion_key = macro_days.conversion_key
            and series_days.conversion_date = macro_days.conversion_date
            and macro_days.conversion_type = 'macro'
)

select * from lead_lag_days
