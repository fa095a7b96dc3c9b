{{ config(materialized='view') }}

with

micro_macro_measures as (
    select * from {{ ref('int_cro__micro_macro_measures') }}
),

same_step_measures as (
    select * from {{ ref('int_cro__same_step_measures') }}
),

verdicts as (
    select * from {{ ref('int_cro__verdicts') }}
    where population_type = 'segment' and not is_candidate
),

-- Chance is judged only where nothing else explains the numbers.
segment_measures as (
    select
        same_step_measures.*,
        verdicts.population_name,
        verdicts.population_value,
        verdicts.first_verdict is null as is_in_family
    from same_step_measures
    inner join verdicts
        on
            same_step_measures.population_key = verdicts.population_key
            and same_step_measures.action_key = verdicts.action_key
            and same_step_measures.macro_conversion_key = verdicts.macro_conversion_key
),

-- The same step has no fixed span and no two-by-two table, so part of its columns is empty.
all_measures as (
    select
        unit,
        method,
        landmark_seconds,
        horizon_seconds,
        micro_conversion_key,
        macro_conversion_key,
        segment_name,
        segment_value,
        exposed_converted,
        exposed_not,
        unexposed_converted,
        unexposed_not,
        immature_count,
        early_converter_count,
        risk_exposed,
        risk_exposed_lower,
        risk_exposed_upper,
        risk_unexposed,
        risk_unexposed_lower,
        risk_unexposed_upper,
        risk_difference,
        risk_difference_lower,
        risk_difference_upper,
        risk_ratio,
        risk_ratio_lower,
        risk_ratio_upper,
        odds_ratio,
        odds_ratio_lower,
        odds_ratio_upper,
        phi,
        recall,
        recall_lower,
        recall_upper,
        specificity,
        specificity_lower,
        specificity_upper,
        p_value,
        p_value as judged_p_value,
        true as is_in_family
    from micro_macro_measures
    union all
    select
        unit,
        'same_step' as method,
        cast(null as bigint) as landmark_seconds,
        horizon_seconds,
        action_key as micro_conversion_key,
        macro_conversion_key,
        population_name as segment_name,
        population_value as segment_value,
        exposed_converted,
        exposed_not,
        unexposed_converted,
        unexposed_not,
        cast(null as bigint) as immature_count,
        cast(null as bigint) as early_converter_count,
        risk_exposed,
        cast(null as {{ cro.type_double() }}) as risk_exposed_lower,
        cast(null as {{ cro.type_double() }}) as risk_exposed_upper,
        risk_unexposed,
        cast(null as {{ cro.type_double() }}) as risk_unexposed_lower,
        cast(null as {{ cro.type_double() }}) as risk_unexposed_upper,
        risk_difference,
        risk_difference_lower,
        risk_difference_upper,
        risk_ratio,
        risk_ratio_lower,
        risk_ratio_upper,
        cast(null as {{ cro.type_double() }}) as odds_ratio,
        cast(null as {{ cro.type_double() }}) as odds_ratio_lower,
        cast(null as {{ cro.type_double() }}) as odds_ratio_upper,
        cast(null as {{ cro.type_double() }}) as phi,
        cast(null as {{ cro.type_double() }}) as recall,
        cast(null as {{ cro.type_double() }}) as recall_lower,
        cast(null as {{ cro.type_double() }}) as recall_upper,
        cast(null as {{ cro.type_double() }}) as specificity,
        cast(null as {{ cro.type_double() }}) as specificity_lower,
        cast(null as {{ cro.type_double() }}) as specificity_upper,
        p_value,
        unskewed_p_value as judged_p_value,
        is_in_family
    from segment_measures
)

select * from all_measures
