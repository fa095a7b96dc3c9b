-- depends_on: {{ ref('cro__tracking_plan_gate') }}
with

judged_micros as (
    select * from {{ ref('int_cro__judged_micros') }}
    where is_total
),

robustness as (
    select * from {{ ref('int_cro__robustness') }}
),

effect_percentiles as (
    select * from {{ ref('int_cro__effect_percentiles') }}
),

micro_conversions as (
    select * from {{ ref('dim_cro__micro_conversions') }}
    where is_latest_version
),

macro_conversions as (
    select * from {{ ref('dim_cro__macro_conversions') }}
    where is_latest_version
),

named_micros as (
    select
        judged_micros.*,
        micro_conversions.label as micro_label,
        macro_conversions.label as macro_label,
        coalesce(robustness.is_robust, false) as is_robust,
        coalesce(robustness.is_reversed, false) as is_reversed,
        effect_percentiles.effect_percentile
    from judged_micros
    inner join micro_conversions
        on judged_micros.action_key = micro_conversions.micro_conversion_key
    inner join macro_conversions
        on judged_micros.macro_conversion_key = macro_conversions.macro_conversion_key
    left join robustness
        on
            judged_micros.unit = robustness.unit
            and judged_micros.action_key = robustness.action_key
            and judged_micros.macro_conversion_key = robustness.macro_conversion_key
    left join effect_percentiles
        on
            judged_micros.unit = effect_percentiles.unit
            and judged_micros.action_key = effect_percentiles.action_key
            and judged_micros.macro_conversion_key = effect_percentiles.macro_conversion_key
),

correlations as (
    select
        {{ cro.hash_columns(['unit', 'action_key', 'macro_conversion_key']) }}
            as micro_macro_correlation_key,
        unit,
        action_key as micro_conversion_key,
        micro_label,
        macro_conversion_key,
        macro_label,
        verdict,
        {{ cro.correlation_sentence() }} as sentence,
        all_exposed_count as exposed_count,
        exposed_count as compared_exposed_count,
        risk_exposed as exposed_rate,
        risk_unexposed as comparison_rate,
        risk_difference,
        risk_difference_lower,
        risk_difference_upper,
        risk_ratio,
        risk_ratio_lower,
        risk_ratio_upper,
        p_value,
        q_value,
        family_size,
        associated_conversions,
        associated_conversions_lower,
        associated_conversions_upper,
        cast(case
            when associated_conversions is not null
                then row_number() over (
                        partition by unit, macro_conversion_key
                        order by
                            coalesce(associated_conversions, -1000000000000.0) desc,
                            action_key asc
                    )
        end as integer) as association_rank,
        unexposed_later_share as comparison_later_share,
        effect_percentile,
        e_value,
        e_value_of_near_bound,
        smallest_findable_ratio,
        differing_segment_name,
        is_robust,
        is_reversed,
        is_stage_adjusted,
        is_passive_micro,
        is_interval_approximate,
        late_actor_count as late_exposed_count
    from named_micros
)

select * from correlations
