{{ config(materialized='view') }}

with

overlap_terms as (
    select * from {{ ref('int_cro__overlap_terms') }}
),

sums as (
    select
        comparison_key,
        micro_conversion_key,
        other_micro_conversion_key,
        macro_conversion_key,
        cast(count(*) as bigint) as stratum_count,
        {{ cro.has_support('least(sum(expected_exposed), sum(expected_unexposed))') }}
            as is_supported,
        sum(exposed_term) as exposed_sum,
        sum(unexposed_term) as unexposed_sum,
        sum(weight) as weight_sum,
        sum(ratio_variance_term) as ratio_variance_sum,
        sum(difference_slope_term) as difference_slope_sum,
        sum(difference_base_term) as difference_base_sum
    from overlap_terms
    group by
        comparison_key, micro_conversion_key, other_micro_conversion_key, macro_conversion_key
),

-- Below five expected conversions in an arm no number can be trusted.
estimates as (
    select
        *,
        case when is_supported then (exposed_sum - unexposed_sum) / weight_sum end
            as risk_difference,
        case
            when is_supported and exposed_sum > 0 and unexposed_sum > 0
                then exposed_sum / unexposed_sum
        end as risk_ratio
    from sums
),

overlap_measures as (
    select
        comparison_key,
        micro_conversion_key,
        other_micro_conversion_key,
        macro_conversion_key,
        stratum_count,
        risk_difference,
        case
            when is_supported
                then
                    {{ cro.sato_error(
                        'risk_difference', 'difference_slope_sum', 'difference_base_sum'
                    ) }} / weight_sum
        end as risk_difference_error,
        risk_ratio,
        sqrt(ratio_variance_sum / nullif(exposed_sum * unexposed_sum, 0))
            as risk_ratio_log_error
    from estimates
)

select * from overlap_measures
