with

conversion_performance as (
    select * from {{ ref('int_cro__conversion_performance') }}
),

macro_conversions as (
    select * from {{ ref('dim_cro__macro_conversions') }}
    where is_latest_version
),

macro_conversion_daily as (
    select
        conversion_performance.conversion_cell_key as macro_conversion_daily_key,
        macro_conversions.macro_conversion_key,
        macro_conversions.label,
        macro_conversions.funnel_stage,
        macro_conversions.is_primary,
        conversion_performance.period_grain,
        conversion_performance.period_start,
        conversion_performance.period_end,
        conversion_performance.is_complete,
        conversion_performance.segment_name,
        conversion_performance.segment_value,
        conversion_performance.session_count,
        conversion_performance.converted_session_count,
        conversion_performance.session_rate,
        conversion_performance.session_rate_lower,
        conversion_performance.session_rate_upper,
        conversion_performance.session_design_effect,
        conversion_performance.visitor_count,
        conversion_performance.converted_visitor_count,
        conversion_performance.visitor_rate,
        conversion_performance.visitor_rate_lower,
        conversion_performance.visitor_rate_upper,
        conversion_performance.session_conversion_count,
        conversion_performance.conversions_per_session,
        conversion_performance.conversion_count,
        conversion_performance.converting_visitor_count,
        conversion_performance.conversions_per_converting_visitor,
        conversion_performance.last_converted_at,
        conversion_performance.days_since_last_conversion,
        conversion_performance.seconds_to_conversion_median,
        conversion_performance.seconds_to_conversion_p75,
        conversion_performance.seconds_to_conversion_p90,
        conversion_performance.valued_conversion_count,
        conversion_performance.missing_rate_count,
        cast(conversion_performance.gross_value as {{ cro.type_amount() }}) as gross_value,
        cast(conversion_performance.refunded_value as {{ cro.type_amount() }}) as refunded_value,
        cast(conversion_performance.net_value as {{ cro.type_amount() }}) as net_value,
        conversion_performance.average_value as average_order_value
    from conversion_performance
    inner join macro_conversions
        on conversion_performance.conversion_key = macro_conversions.macro_conversion_key
)

select * from macro_conversion_daily
