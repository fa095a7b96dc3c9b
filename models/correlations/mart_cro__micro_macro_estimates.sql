-- depends_on: {{ ref('cro__tracking_plan_gate') }}
with

judged_measures as (
    select * from {{ ref('int_cro__judged_measures') }}
),

measure_names as (
    select
        'risk_exposed' as measure,
        1 as is_for_same_step
    union all
    select
        'risk_unexposed' as measure,
        1 as is_for_same_step
    union all
    select
        'risk_difference' as measure,
        1 as is_for_same_step
    union all
    select
        'risk_ratio' as measure,
        1 as is_for_same_step
    union all
    select
        'odds_ratio' as measure,
        0 as is_for_same_step
    union all
    select
        'phi' as measure,
        0 as is_for_same_step
    union all
    select
        'precision' as measure,
        0 as is_for_same_step
    union all
    select
        'recall' as measure,
        0 as is_for_same_step
    union all
    select
        'specificity' as measure,
        0 as is_for_same_step
),

estimates as (
    select
        {{ cro.hash_columns([
            'judged_measures.unit', 'judged_measures.micro_conversion_key',
            'judged_measures.macro_conversion_key', 'judged_measures.segment_name',
            'judged_measures.segment_value', 'judged_measures.method',
            'judged_measures.landmark_seconds', 'judged_measures.horizon_seconds',
            'measure_names.measure',
        ]) }} as micro_macro_estimate_key,
        judged_measures.unit,
        judged_measures.micro_conversion_key,
        judged_measures.macro_conversion_key,
        judged_measures.segment_name,
        judged_measures.segment_value,
        judged_measures.method,
        judged_measures.landmark_seconds,
        judged_measures.horizon_seconds,
        measure_names.measure,
        case measure_names.measure
            when 'risk_exposed' then judged_measures.risk_exposed
            when 'risk_unexposed' then judged_measures.risk_unexposed
            when 'risk_difference' then judged_measures.risk_difference
            when 'risk_ratio' then judged_measures.risk_ratio
            when 'odds_ratio' then judged_measures.odds_ratio
            when 'phi' then judged_measures.phi
            when 'precision' then judged_measures.risk_exposed
            when 'recall' then judged_measures.recall
            when 'specificity' then judged_measures.specificity
        end as estimate,
        case measure_names.measure
            when 'risk_exposed' then judged_measures.risk_exposed_lower
            when 'risk_unexposed' then judged_measures.risk_unexposed_lower
            when 'risk_difference' then judged_measures.risk_difference_lower
            when 'risk_ratio' then judged_measures.risk_ratio_lower
            when 'odds_ratio' then judged_measures.odds_ratio_lower
            when 'precision' then judged_measures.risk_exposed_lower
            when 'recall' then judged_measures.recall_lower
            when 'specificity' then judged_measures.specificity_lower
        end as lower,
        case measure_names.measure
            when 'risk_exposed' then judged_measures.risk_exposed_upper
            when 'risk_unexposed' then judged_measures.risk_unexposed_upper
            when 'risk_difference' then judged_measures.risk_difference_upper
            when 'risk_ratio' then judged_measures.risk_ratio_upper
            when 'odds_ratio' then judged_measures.odds_ratio_upper
            when 'precision' then judged_measures.risk_exposed_upper
            when 'recall' then judged_measures.recall_upper
            when 'specificity' then judged_measures.specificity_upper
        end as upper,
        case
            when measure_names.measure in ('risk_difference', 'risk_ratio', 'odds_ratio', 'phi')
                then judged_measures.p_value
        end as p_value,
        case
            when measure_names.measure in ('risk_difference', 'risk_ratio', 'odds_ratio', 'phi')
                then judged_measures.q_value
        end as q_value,
        judged_measures.family_size,
        judged_measures.exposed_converted,
        judged_measures.exposed_not,
        judged_measures.unexposed_converted,
        judged_measures.unexposed_not,
        judged_measures.immature_count,
        judged_measures.early_converter_count
    from judged_measures
    inner join measure_names
        on
            judged_measures.method <> 'same_step'
            or measure_names.is_for_same_step = 1
)

select * from estimates
