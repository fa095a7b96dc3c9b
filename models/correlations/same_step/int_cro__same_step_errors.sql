{{ config(materialized='view') }}

with

clustered_variances as (
    select * from {{ ref('int_cro__clustered_variances') }}
),

same_step_sums as (
    select * from {{ ref('int_cro__same_step_sums') }}
),

populations as (
    select * from {{ ref('int_cro__populations') }}
),

-- Visitors are independent of each other, so their conversions need no clusters.
same_step_errors as (
    select
        populations.unit,
        same_step_sums.*,
        sqrt(case
            when same_step_sums.risk_ratio = 0 then null
            when populations.unit = 'session'
                then
                    clustered_variances.ratio_variance
                    / (same_step_sums.exposed_sum * same_step_sums.exposed_sum)
            else
                same_step_sums.ratio_variance_sum
                / (same_step_sums.exposed_sum * nullif(same_step_sums.unexposed_sum, 0))
        end) as risk_ratio_log_error,
        case
            when populations.unit = 'session' then sqrt(clustered_variances.difference_variance)
            else
                {{ cro.sato_error(
                    'same_step_sums.risk_difference', 'same_step_sums.difference_slope_sum',
                    'same_step_sums.difference_base_sum'
                ) }}
        end / same_step_sums.weight_sum as risk_difference_error,
        sqrt(clustered_variances.value_variance) / same_step_sums.weight_sum
            as value_difference_error
    from same_step_sums
    inner join populations
        on same_step_sums.population_key = populations.population_key
    left join clustered_variances
        on
            same_step_sums.population_key = clustered_variances.population_key
            and same_step_sums.action_key = clustered_variances.action_key
            and same_step_sums.macro_conversion_key = clustered_variances.macro_conversion_key
)

select * from same_step_errors
