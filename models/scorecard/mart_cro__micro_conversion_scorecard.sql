-- depends_on: {{ ref('cro__tracking_plan_gate') }}
with

recommendations as (
    select * from {{ ref('int_cro__recommendations') }}
),

micro_conversion_daily as (
    select * from {{ ref('mart_cro__micro_conversion_daily') }}
    where segment_name = 'all' and period_grain = 'all'
),

watermark as (
    select * from {{ ref('int_cro__watermark') }}
),

recent_rates as (
    select * from {{ ref('int_cro__recent_rates') }}
),

associated_values as (
    select * from {{ ref('mart_cro__micro_macro_associated_value') }}
),

-- The period all may end after the watermark, and so may a conversion.
scorecard as (
    select
        {{ cro.hash_columns([
            'recommendations.micro_conversion_key', 'recommendations.macro_conversion_key',
        ]) }} as micro_conversion_scorecard_key,
        recommendations.micro_conversion_key,
        recommendations.macro_conversion_key,
        recommendations.micro_label as label,
        recommendations.macro_label,
        recommendations.category,
        recommendations.intent_strength,
        recommendations.recommendation,
        {{ cro.recommendation_reason('recommendations') }} as reason,
        coalesce(micro_conversion_daily.conversion_count, 0) as conversion_count,
        micro_conversion_daily.session_rate,
        micro_conversion_daily.last_converted_at,
        case
            when micro_conversion_daily.last_converted_at > watermark.watermark_at then 0
            else {{ cro.days_between(
                cro.reporting_date('micro_conversion_daily.last_converted_at'),
                cro.reporting_date('watermark.watermark_at')
            ) }}
        end as days_since_last_conversion,
        coalesce(recent_rates.trend, 'unknown') as trend,
        recommendations.unit,
        recommendations.verdict,
        recommendations.exposed_count,
        recommendations.compared_exposed_count,
        recommendations.risk_difference,
        recommendations.risk_difference_lower,
        recommendations.risk_difference_upper,
        recommendations.risk_ratio,
        recommendations.risk_ratio_lower,
        recommendations.risk_ratio_upper,
        recommendations.q_value,
        recommendations.smallest_findable_ratio,
        recommendations.associated_conversions,
        recommendations.association_rank,
        associated_values.associated_value,
        associated_values.associated_value_lower,
        associated_values.associated_value_upper,
        recommendations.is_robust,
        recommendations.is_reversed,
        recommendations.is_stage_adjusted,
        recommendations.silent_day_count,
        recommendations.macro_silent_day_count
    from recommendations
    cross join watermark
    left join micro_conversion_daily
        on recommendations.micro_conversion_key = micro_conversion_daily.micro_conversion_key
    left join recent_rates
        on recommendations.micro_conversion_key = recent_rates.micro_conversion_key
    left join associated_values
        on
            recommendations.unit = associated_values.unit
            and recommendations.micro_conversion_key = associated_values.micro_conversion_key
            and recommendations.macro_conversion_key = associated_values.macro_conversion_key
)

select * from scorecard
