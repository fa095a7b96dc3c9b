{{ config(materialized='view') }}

with

same_step_terms as (
    select * from {{ ref('int_cro__same_step_terms') }}
),

same_step_sums as (
    select * from {{ ref('int_cro__same_step_sums') }}
),

-- What a stratum would show if its ratio, or its difference, were the pooled one.
same_step_slopes as (
    select
        same_step_terms.unit,
        same_step_terms.micro_conversion_key,
        same_step_terms.macro_conversion_key,
        same_step_terms.stratum,
        same_step_terms.exposed_share,
        same_step_terms.unexposed_share,
        same_step_sums.risk_ratio,
        same_step_sums.risk_difference,
        same_step_terms.converted_count / (
            same_step_sums.risk_ratio * same_step_terms.exposed_count
            + same_step_terms.unexposed_count
        ) as ratio_base_rate,
        (
            same_step_terms.converted_count
            - same_step_sums.risk_difference * same_step_terms.exposed_count
        ) / same_step_terms.all_count as difference_base_rate
    from same_step_terms
    inner join same_step_sums
        on
            same_step_terms.unit = same_step_sums.unit
            and same_step_terms.micro_conversion_key = same_step_sums.micro_conversion_key
            and same_step_terms.macro_conversion_key = same_step_sums.macro_conversion_key
    where same_step_sums.is_supported
)

select * from same_step_slopes
