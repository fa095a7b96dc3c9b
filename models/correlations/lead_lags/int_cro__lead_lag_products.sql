with

lead_lag_residuals as (
    select * from {{ ref('int_cro__lead_lag_residuals') }}
),

day_numbers as (
    select * from {{ ref('int_cro__day_numbers') }}
),

lags as (
    select cast(day_number - 14 as integer) as lag_days
    from day_numbers
    where day_number <= 28
),

moved_days as (
    select
        lead_lag_residuals.*,
        lags.lag_days,
        lead_lag_residuals.day_number + lags.lag_days as later_day_number
    from lead_lag_residuals
    cross join lags
),

lead_lag_products as (
    select
        moved_days.micro_macro_pair_key,
        moved_days.lag_days,
        cast(count(*) as bigint) as overlapping_day_count,
        sum(moved_days.micro_residual * later_days.macro_residual) as cross_sum,
        sum(moved_days.micro_residual * moved_days.micro_residual) as micro_square_sum,
        sum(later_days.macro_residual * later_days.macro_residual) as macro_square_sum,
        sum(moved_days.micro_residual * later_days.micro_residual) as micro_lagged_sum,
        sum(moved_days.macro_residual * later_days.macro_residual) as macro_lagged_sum
    from moved_days
    inner join lead_lag_residuals as later_days
        on
            moved_days.micro_macro_pair_key = later_days.micro_macro_pair_key
            and moved_days.later_day_number = later_days.day_number
    group by moved_days.micro_macro_pair_key, moved_days.lag_days
)

select * from lead_lag_products
