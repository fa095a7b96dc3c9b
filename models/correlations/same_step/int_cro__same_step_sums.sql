with

same_step_strata as (
    select * from {{ ref('int_cro__same_step_strata') }}
),

same_step_terms as (
    select * from {{ ref('int_cro__same_step_terms') }}
),

exposures as (
    select
        unit,
        micro_conversion_key,
        macro_conversion_key,
        cast(sum(exposed_count) as bigint) as all_exposed_count
    from same_step_strata
    group by unit, micro_conversion_key, macro_conversion_key
),

sums as (
    select
        unit,
        micro_conversion_key,
        macro_conversion_key,
        cast(count(*) as bigint) as stratum_count,
        cast(sum(exposed_converted) as bigint) as exposed_converted,
        cast(sum(exposed_count) as bigint) as exposed_count,
        cast(sum(unexposed_converted) as bigint) as unexposed_converted,
        cast(sum(unexposed_count) as bigint) as unexposed_count,
        sum(exposed_term) as exposed_sum,
        sum(unexposed_term) as unexposed_sum,
        sum(weight) as weight_sum,
        sum(expected_exposed) as expected_exposed,
        sum(expected_unexposed) as expected_unexposed,
        sum(hypergeometric_variance) as hypergeometric_variance,
        sum(ratio_variance_term) as ratio_variance_sum,
        sum(difference_slope_term) as difference_slope_sum,
        sum(difference_base_term) as difference_base_sum
    from same_step_terms
    group by unit, micro_conversion_key, macro_conversion_key
),

same_step_sums as (
    select
        sums.*,
        exposures.all_exposed_count,
        least(sums.expected_exposed, sums.expected_unexposed) >= 5 as is_supported,
        (sums.exposed_sum - sums.unexposed_sum) / sums.weight_sum as risk_difference,
        case when sums.unexposed_sum > 0 then sums.exposed_sum / sums.unexposed_sum end
            as risk_ratio
    from sums
    inner join exposures
        on
            sums.unit = exposures.unit
            and sums.micro_conversion_key = exposures.micro_conversion_key
            and sums.macro_conversion_key = exposures.macro_conversion_key
)

select * from same_step_sums
