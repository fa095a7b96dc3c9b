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

-- One visitor is compared step after step, visit after visit, so textbook errors would be too small.
same_step_errors as (
    select
        populations.unit,
        same_step_sums.*,
        sqrt(clustered_variances.ratio_variance) / nullif(same_step_sums.exposed_sum, 0)
            as risk_ratio_log_error,
        sqrt(clustered_variances.difference_variance) / same_step_sums.weight_sum
            as risk_difference_error,
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
