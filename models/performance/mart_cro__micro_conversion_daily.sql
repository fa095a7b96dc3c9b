with

conversion_performance as (
    select * from {{ ref('int_cro__conversion_performance') }}
),

conversion_counts as (
    select * from {{ ref('int_cro__conversion_counts') }}
),

conversion_numbers as (
    select * from {{ ref('int_cro__conversion_numbers') }}
),

micro_conversions as (
    select * from {{ ref('dim_cro__micro_conversions') }}
    where is_latest_version
),

micro_performance as (
    select
        conversion_performance.*,
        micro_conversions.label,
        micro_conversions.funnel_stage,
        micro_conversions.intent_strength,
        micro_conversions.leads_to,
        case
            when micro_conversions.leads_to is not null
                then coalesce(conversion_counts.conversion_count, 0)
        end as macro_conversion_count
    from conversion_performance
    inner join micro_conversions
        on conversion_performance.conversion_key = micro_conversions.micro_conversion_key
    left join conversion_numbers as macro_numbers
        on micro_conversions.leads_to = macro_numbers.conversion_key
    left join conversion_counts
        on
            macro_numbers.conversion_number = conversion_counts.conversion_number
            and conversion_performance.period_number = conversion_counts.period_number
            and conversion_performance.segment_number = conversion_counts.segment_number
),

micro_conversion_daily as (
    select
        conversion_cell_key as micro_conversion_daily_key,
        conversion_key as micro_conversion_key,
        label,
        funnel_stage,
        intent_strength,
        leads_to,
        period_grain,
        period_start,
        period_end,
        is_complete,
        segment_name,
        segment_value,
        session_count,
        converted_session_count,
        session_rate,
        session_rate_lower,
        session_rate_upper,
        session_design_effect,
        visitor_count,
        converted_visitor_count,
        visitor_rate,
        visitor_rate_lower,
        visitor_rate_upper,
        session_conversion_count,
        conversions_per_session,
        conversion_count,
        converting_visitor_count,
        conversions_per_converting_visitor,
        last_converted_at,
        days_since_last_conversion,
        seconds_to_conversion_median,
        seconds_to_conversion_p75,
        seconds_to_conversion_p90,
        macro_conversion_count,
        {{ cro.safe_ratio('conversion_count', 'macro_conversion_count') }} as micro_to_macro_ratio,
        valued_conversion_count,
        missing_rate_count,
        cast(gross_value as {{ cro.type_amount() }}) as total_value
    from micro_performance
)

select * from micro_conversion_daily
