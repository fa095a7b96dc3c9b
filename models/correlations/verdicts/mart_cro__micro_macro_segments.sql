-- depends_on: {{ ref('cro__tracking_plan_gate') }}
with

judged_micros as (
    select * from {{ ref('int_cro__judged_micros') }}
    where population_type = 'segment' and not is_total
),

segment_differences as (
    select * from {{ ref('int_cro__segment_differences') }}
),

segments as (
    select
        {{ cro.hash_columns([
            'judged_micros.unit', 'judged_micros.action_key',
            'judged_micros.macro_conversion_key', 'judged_micros.population_name',
            'judged_micros.population_value',
        ]) }} as micro_macro_segment_key,
        judged_micros.unit,
        judged_micros.action_key as micro_conversion_key,
        judged_micros.macro_conversion_key,
        judged_micros.population_name as segment_name,
        judged_micros.population_value as segment_value,
        judged_micros.verdict,
        judged_micros.all_exposed_count as exposed_count,
        judged_micros.exposed_count as compared_exposed_count,
        judged_micros.risk_exposed as exposed_rate,
        judged_micros.risk_unexposed as comparison_rate,
        judged_micros.risk_difference,
        judged_micros.risk_difference_lower,
        judged_micros.risk_difference_upper,
        judged_micros.risk_ratio,
        judged_micros.risk_ratio_lower,
        judged_micros.risk_ratio_upper,
        judged_micros.p_value,
        judged_micros.q_value,
        judged_micros.family_size,
        judged_micros.associated_conversions,
        judged_micros.is_interval_approximate,
        segment_differences.p_value as difference_p_value,
        coalesce(segment_differences.has_opposite_values, false) as has_opposite_values
    from judged_micros
    left join segment_differences
        on
            judged_micros.unit = segment_differences.unit
            and judged_micros.population_name = segment_differences.segment_name
            and judged_micros.action_key = segment_differences.action_key
            and judged_micros.macro_conversion_key = segment_differences.macro_conversion_key
    where judged_micros.actor_count > 0
)

select * from segments
