with

pairs as (
    select * from {{ ref('int_cro__micro_macro_pairs') }}
),

daily_conversions as (
    select * from {{ ref('int_cro__daily_conversions') }}
),

watermark as (
    select * from {{ ref('int_cro__watermark') }}
),

first_days as (
    select
        conversion_key,
        conversion_type,
        min(conversion_date) as conversion_date
    from daily_conversions
    group by conversion_key, conversion_type
),

-- The day of the watermark is not over.
last_day as (
    select {{ cro.add_days(cro.reporting_date('watermark_at'), -1) }} as last_date
    from watermark
),

-- A series that begins with its first conversion would begin high.
starts as (
    select
        pairs.micro_macro_pair_key,
        pairs.micro_conversion_key,
        pairs.macro_conversion_key,
        {{ cro.add_days('micro_days.conversion_date', 1) }} as micro_date,
        {{ cro.add_days('macro_days.conversion_date', 1) }} as macro_date,
        {{ cro.add_days('last_day.last_date', -179) }} as earliest_date,
        last_day.last_date
    from pairs
    cross join last_day
    left join first_days as micro_days
        on
            pairs.micro_conversion_key = micro_days.conversion_key
            and micro_days.conversion_type = 'micro'
    left join first_days as macro_days
        on
            pairs.macro_conversion_key = macro_days.conversion_key
            and macro_days.conversion_type = 'macro'
),

lead_lag_spans as (
    select
        micro_macro_pair_key,
        micro_conversion_key,
        macro_conversion_key,
        case
            when micro_date is not null and macro_date is not null
                then greatest(micro_date, macro_date, earliest_date)
        end as first_date,
        last_date
    from starts
)

select * from lead_lag_spans
