with

lead_lag_products as (
    select * from {{ ref('int_cro__lead_lag_products') }}
),

-- What rounding leaves of a series without variation is no variation.
whole_sums as (
    select
        micro_macro_pair_key,
        micro_square_sum,
        macro_square_sum
    from lead_lag_products
    where lag_days = 0 and least(micro_square_sum, macro_square_sum) > 0.000001
),

-- Bartlett: two series that each resemble their own past meet by chance more often.
inflations as (
    select
        whole_sums.micro_macro_pair_key,
        greatest(1, 1 + 2 * sum(
            lead_lag_products.micro_lagged_sum / whole_sums.micro_square_sum
            * lead_lag_products.macro_lagged_sum / whole_sums.macro_square_sum
        )) as inflation
    from whole_sums
    inner join lead_lag_products
        on
            whole_sums.micro_macro_pair_key = lead_lag_products.micro_macro_pair_key
            and lead_lag_products.lag_days > 0
    group by whole_sums.micro_macro_pair_key
),

correlations as (
    select
        lead_lag_products.micro_macro_pair_key,
        lead_lag_products.lag_days,
        lead_lag_products.overlapping_day_count,
        lead_lag_products.overlapping_day_count / inflations.inflation as effective_day_count,
        lead_lag_products.cross_sum
        / sqrt(nullif(lead_lag_products.micro_square_sum * lead_lag_products.macro_square_sum, 0))
            as correlation
    from lead_lag_products
    inner join inflations
        on lead_lag_products.micro_macro_pair_key = inflations.micro_macro_pair_key
),

-- Seven weekdays and a slope were fitted.
lead_lag_correlations as (
    select
        *,
        correlation * sqrt(greatest(0, effective_day_count - 8)) as deviate
    from correlations
)

select * from lead_lag_correlations
