{{ config(materialized='view') }}

with

cells as (
    select * from {{ ref('int_cro__micro_macro_cells') }}
),

margins as (
    select
        *,
        exposed_converted + exposed_not as exposed_count,
        unexposed_converted + unexposed_not as unexposed_count,
        exposed_converted + unexposed_converted as converted_count,
        exposed_not + unexposed_not as not_converted_count,
        case when method = 'crude' then 1.0 else 0.5 end as added_to_cells
    from cells
),

-- Of so few expected conversions nothing is compared; what other tools report has no such rule.
supports as (
    select
        *,
        method = 'crude' or coalesce({{ cro.has_support(
            'least(exposed_count, unexposed_count) * '
            ~ cro.safe_ratio('converted_count', 'exposed_count + unexposed_count')
        ) }}, false) as is_supported
    from margins
),

estimates as (
    select
        *,
        {{ cro.safe_ratio('exposed_converted', 'exposed_count') }} as risk_exposed,
        {{ cro.safe_ratio('unexposed_converted', 'unexposed_count') }} as risk_unexposed,
        {{ cro.safe_ratio('exposed_converted', 'converted_count') }} as recall,
        {{ cro.safe_ratio('unexposed_not', 'not_converted_count') }} as specificity,
        case when is_supported then {{ cro.risk_ratio(
            'exposed_converted', 'exposed_not', 'unexposed_converted', 'unexposed_not'
        ) }} end as risk_ratio,
        case when is_supported then {{ cro.odds_ratio(
            'exposed_converted', 'exposed_not', 'unexposed_converted', 'unexposed_not',
            'added_to_cells'
        ) }} end as odds_ratio,
        case when is_supported then {{ cro.phi(
            'exposed_converted', 'exposed_not', 'unexposed_converted', 'unexposed_not'
        ) }} end as phi
    from supports
),

-- The tools the crude method copies give no interval and no test, so it has none.
widths as (
    select
        *,
        case when method = 'landmark' then exposed_count end as exposed_trials,
        case when method = 'landmark' then unexposed_count end as unexposed_trials,
        case when method = 'landmark' then converted_count end as converted_trials,
        case when method = 'landmark' then not_converted_count end
            as not_converted_trials,
        case when method = 'landmark' then {{ cro.risk_ratio_log_error(
            'exposed_converted', 'exposed_not', 'unexposed_converted', 'unexposed_not'
        ) }} end as risk_ratio_log_error,
        case when method = 'landmark' then {{ cro.odds_ratio_log_error(
            'exposed_converted', 'exposed_not', 'unexposed_converted', 'unexposed_not',
            'added_to_cells'
        ) }} end as odds_ratio_log_error,
        case when method = 'landmark' then phi * phi * (exposed_count + unexposed_count) end
            as chi_square
    from estimates
),

rate_bounds as (
    select
        *,
        {{ cro.wilson_lower('exposed_converted', 'exposed_trials') }}
            as risk_exposed_lower,
        {{ cro.wilson_upper('exposed_converted', 'exposed_trials') }}
            as risk_exposed_upper,
        {{ cro.wilson_lower('unexposed_converted', 'unexposed_trials') }}
            as risk_unexposed_lower,
        {{ cro.wilson_upper('unexposed_converted', 'unexposed_trials') }}
            as risk_unexposed_upper,
        {{ cro.wilson_lower('exposed_converted', 'converted_trials') }} as recall_lower,
        {{ cro.wilson_upper('exposed_converted', 'converted_trials') }} as recall_upper,
        {{ cro.wilson_lower('unexposed_not', 'not_converted_trials') }}
            as specificity_lower,
        {{ cro.wilson_upper('unexposed_not', 'not_converted_trials') }}
            as specificity_upper
    from widths
),

measures as (
    select
        *,
        case when is_supported then risk_exposed - risk_unexposed end as risk_difference,
        case when is_supported then {{ cro.newcombe_lower(
            'risk_exposed', 'risk_exposed_lower', 'risk_unexposed', 'risk_unexposed_upper'
        ) }} end as risk_difference_lower,
        case when is_supported then {{ cro.newcombe_upper(
            'risk_exposed', 'risk_exposed_upper', 'risk_unexposed', 'risk_unexposed_lower'
        ) }} end as risk_difference_upper,
        {{ cro.log_interval_lower('risk_ratio', 'risk_ratio_log_error') }}
            as risk_ratio_lower,
        {{ cro.log_interval_upper('risk_ratio', 'risk_ratio_log_error') }}
            as risk_ratio_upper,
        {{ cro.log_interval_lower('odds_ratio', 'odds_ratio_log_error') }}
            as odds_ratio_lower,
        {{ cro.log_interval_upper('odds_ratio', 'odds_ratio_log_error') }}
            as odds_ratio_upper,
        {{ cro.chi_square_upper_tail('chi_square') }} as p_value
    from rate_bounds
)

select * from measures
