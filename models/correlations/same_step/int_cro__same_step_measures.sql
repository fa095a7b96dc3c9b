with

same_step_errors as (
    select * from {{ ref('int_cro__same_step_errors') }}
),

-- Below five expected conversions in an arm no number can be trusted; the counts stay.
supported_numbers as (
    select
        *,
        case when unit = 'visitor' then {{ var('cro__visitor_horizon_seconds') }} end
            as visitor_horizon_seconds,
        case when is_supported then exposed_sum / weight_sum end as supported_exposed,
        case when is_supported then unexposed_sum / weight_sum end as supported_unexposed,
        case when is_supported then risk_difference end as supported_difference,
        case when is_supported and risk_ratio > 0 then risk_ratio end as supported_ratio,
        case
            when is_supported and hypergeometric_variance > 0
                then (exposed_converted - expected_exposed) / sqrt(hypergeometric_variance)
        end as deviate,
        hypergeometric_skew_sum / nullif(
            hypergeometric_variance * sqrt(hypergeometric_variance), 0
        ) as skewness
    from same_step_errors
),

-- Small counts are skewed, so that too many rare actions would look like more than chance.
unskewed_numbers as (
    select
        *,
        {{ cro.deviate_without_skewness('deviate', 'skewness') }} as unskewed_deviate
    from supported_numbers
),

same_step_measures as (
    select
        unit,
        population_key,
        action_key,
        macro_conversion_key,
        cast(visitor_horizon_seconds as bigint) as horizon_seconds,
        all_exposed_count,
        exposed_count,
        stratum_count,
        expected_exposed,
        expected_unexposed,
        exposed_converted,
        exposed_count - exposed_converted as exposed_not,
        unexposed_converted,
        unexposed_count - unexposed_converted as unexposed_not,
        {{ cro.safe_ratio('unexposed_before_count', 'unexposed_count') }}
            as unexposed_later_share,
        supported_exposed as risk_exposed,
        supported_unexposed as risk_unexposed,
        supported_difference as risk_difference,
        risk_difference_error,
        {{ cro.difference_bound('supported_difference', 'risk_difference_error', '-') }}
            as risk_difference_lower,
        {{ cro.difference_bound('supported_difference', 'risk_difference_error', '+') }}
            as risk_difference_upper,
        supported_ratio as risk_ratio,
        case when supported_ratio is not null then risk_ratio_log_error end
            as risk_ratio_log_error,
        {{ cro.log_interval_lower('supported_ratio', 'risk_ratio_log_error') }}
            as risk_ratio_lower,
        {{ cro.log_interval_upper('supported_ratio', 'risk_ratio_log_error') }}
            as risk_ratio_upper,
        case when is_supported then value_difference end as value_difference,
        value_difference_error,
        {{ cro.two_sided_normal_tail('deviate') }} as p_value,
        {{ cro.two_sided_normal_tail('unskewed_deviate') }} as unskewed_p_value
    from unskewed_numbers
)

select * from same_step_measures
