{{ config(materialized='view') }}

with

same_step_influences as (
    select * from {{ ref('int_cro__same_step_influences') }}
),

same_step_sums as (
    select * from {{ ref('int_cro__same_step_sums') }}
),

clustered_variances as (
    select
        'session' as unit,
        micro_conversion_key,
        macro_conversion_key,
        sum(ratio_influence * ratio_influence) as ratio_variance,
        sum(difference_influence * difference_influence) as difference_variance
    from same_step_influences
    group by micro_conversion_key, macro_conversion_key
),

-- Visitors are independent of each other, so they need no clusters.
same_step_errors as (
    select
        same_step_sums.*,
        sqrt(case
            when same_step_sums.risk_ratio = 0 then null
            when same_step_sums.unit = 'session'
                then
                    clustered_variances.ratio_variance
                    / (same_step_sums.exposed_sum * same_step_sums.exposed_sum)
            else
                same_step_sums.ratio_variance_sum
                / (same_step_sums.exposed_sum * nullif(same_step_sums.unexposed_sum, 0))
        end) as risk_ratio_log_error,
        sqrt(case
            when same_step_sums.unit = 'session' then clustered_variances.difference_variance
            else
                same_step_sums.risk_difference * same_step_sums.difference_slope_sum
                + same_step_sums.difference_base_sum
        end) / same_step_sums.weight_sum as risk_difference_error
    from same_step_sums
    left join clustered_variances
        on
            same_step_sums.unit = clustered_variances.unit
            and same_step_sums.micro_conversion_key = clustered_variances.micro_conversion_key
            and same_step_sums.macro_conversion_key = clustered_variances.macro_conversion_key
)

select * from same_step_errors
