with

population_exposures as (
    select * from {{ ref('int_cro__population_exposures') }}
),

same_step_terms as (
    select * from {{ ref('int_cro__same_step_terms') }}
),

sums as (
    select
        population_key,
        action_key,
        macro_conversion_key,
        cast(count(*) as bigint) as stratum_count,
        cast(sum(exposed_converted) as bigint) as exposed_converted,
        cast(sum(exposed_count) as bigint) as exposed_count,
        cast(sum(unexposed_converted) as bigint) as unexposed_converted,
        cast(sum(unexposed_count) as bigint) as unexposed_count,
        cast(sum(unexposed_before_count) as bigint) as unexposed_before_count,
        sum(exposed_term) as exposed_sum,
        sum(unexposed_term) as unexposed_sum,
        sum(weight) as weight_sum,
        sum(exposed_value_term) as exposed_value_sum,
        sum(unexposed_value_term) as unexposed_value_sum,
        sum(expected_exposed) as expected_exposed,
        sum(expected_unexposed) as expected_unexposed,
        sum(hypergeometric_variance) as hypergeometric_variance,
        sum(hypergeometric_skew_term) as hypergeometric_skew_sum
    from same_step_terms
    group by population_key, action_key, macro_conversion_key
),

-- Where nobody was there to compare with, the exposed are counted.
same_step_sums as (
    select
        population_exposures.population_key,
        population_exposures.action_key,
        population_exposures.macro_conversion_key,
        population_exposures.all_exposed_count,
        coalesce(sums.stratum_count, 0) as stratum_count,
        coalesce(sums.exposed_converted, 0) as exposed_converted,
        coalesce(sums.exposed_count, 0) as exposed_count,
        coalesce(sums.unexposed_converted, 0) as unexposed_converted,
        coalesce(sums.unexposed_count, 0) as unexposed_count,
        sums.unexposed_before_count,
        sums.exposed_sum,
        sums.unexposed_sum,
        sums.weight_sum,
        coalesce(sums.expected_exposed, 0.0) as expected_exposed,
        coalesce(sums.expected_unexposed, 0.0) as expected_unexposed,
        sums.hypergeometric_variance,
        sums.hypergeometric_skew_sum,
        coalesce({{ cro.has_support('least(sums.expected_exposed, sums.expected_unexposed)') }}, false)
            as is_supported,
        (sums.exposed_sum - sums.unexposed_sum) / sums.weight_sum as risk_difference,
        case
            when sums.exposed_value_sum <> 0 or sums.unexposed_value_sum <> 0
                then (sums.exposed_value_sum - sums.unexposed_value_sum) / sums.weight_sum
        end as value_difference,
        case when sums.unexposed_sum > 0 then sums.exposed_sum / sums.unexposed_sum end
            as risk_ratio
    from population_exposures
    left join sums
        on
            population_exposures.population_key = sums.population_key
            and population_exposures.action_key = sums.action_key
            and population_exposures.macro_conversion_key = sums.macro_conversion_key
)

select * from same_step_sums
