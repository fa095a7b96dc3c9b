with

lead_lag_days as (
    select * from {{ ref('int_cro__lead_lag_days') }}
),

-- Weekdays and growth multiply what happens, so they add to its logarithm.
logarithms as (
    select
        micro_macro_pair_key,
        day_number,
        mod(day_number, 7) as weekday_number,
        cast(day_number as {{ cro.type_double() }}) as day_value,
        ln(cast(1 + micro_count as {{ cro.type_double() }})) as micro_log,
        ln(cast(1 + macro_count as {{ cro.type_double() }})) as macro_log
    from lead_lag_days
),

-- Least squares on weekdays and a line: first take the mean of each weekday off everything,
centred_days as (
    select
        micro_macro_pair_key,
        day_number,
        day_value - avg(day_value) over (
            partition by micro_macro_pair_key, weekday_number
        ) as day_part,
        micro_log - avg(micro_log) over (
            partition by micro_macro_pair_key, weekday_number
        ) as micro_part,
        macro_log - avg(macro_log) over (
            partition by micro_macro_pair_key, weekday_number
        ) as macro_part
    from logarithms
),

-- then the slope of what is left on the days that are left.
slopes as (
    select
        *,
        sum(micro_part * day_part) over (partition by micro_macro_pair_key)
        / sum(day_part * day_part) over (partition by micro_macro_pair_key) as micro_slope,
        sum(macro_part * day_part) over (partition by micro_macro_pair_key)
        / sum(day_part * day_part) over (partition by micro_macro_pair_key) as macro_slope
    from centred_days
),

lead_lag_residuals as (
    select
        micro_macro_pair_key,
        day_number,
        micro_part - micro_slope * day_part as micro_residual,
        macro_part - macro_slope * day_part as macro_residual
    from slopes
)

select * from lead_lag_residuals
