{{ config(materialized = 'view') }}

with

conversion_cells as (
    select * from {{ ref('int_cro__conversion_cells') }}
),

conversion_rates as (
    select * from {{ ref('int_cro__conversion_rates') }}
),

conversion_counts as (
    select * from {{ ref('int_cro__conversion_counts') }}
),

conversion_times as (
    select * from {{ ref('int_cro__conversion_times') }}
),

conversion_performance as (
    select
        conversion_cells.*,
        coalesce(conversion_rates.session_count, 0) as session_count,
        coalesce(conversion_rates.converted_session_count, 0) as converted_session_count,
        conversion_rates.session_rate,
        conversion_rates.session_rate_lower,
        conversion_rates.session_rate_upper,
        conversion_rates.session_design_effect,
        coalesce(conversion_rates.visitor_count, 0) as visitor_count,
        coalesce(conversion_rates.converted_visitor_count, 0) as converted_visitor_count,
        conversion_rates.visitor_rate,
        conversion_rates.visitor_rate_lower,
        conversion_rates.visitor_rate_upper,
        coalesce(conversion_rates.session_conversion_count, 0) as session_conversion_count,
        conversion_rates.conversions_per_session,
        coalesce(conversion_counts.conversion_count, 0) as conversion_count,
        coalesce(conversion_counts.converting_visitor_count, 0) as converting_visitor_count,
        conversion_counts.conversions_per_converting_visitor,
        conversion_times.seconds_to_conversion_median,
        conversion_times.seconds_to_conversion_p75,
        conversion_times.seconds_to_conversion_p90,
        coalesce(conversion_counts.valued_conversion_count, 0) as valued_conversion_count,
        coalesce(conversion_counts.missing_rate_count, 0) as missing_rate_count,
        coalesce(conversion_counts.gross_value, 0) as gross_value,
        coalesce(conversion_counts.refunded_value, 0) as refunded_value,
        coalesce(conversion_counts.net_value, 0) as net_value,
        conversion_counts.average_value
    from conversion_cells
    left join conversion_rates
        on
            conversion_cells.conversion_number = conversion_rates.conversion_number
            and conversion_cells.period_number = conversion_rates.period_number
            and conversion_cells.segment_number = conversion_rates.segment_number
    left join conversion_counts
        on
            conversion_cells.conversion_number = conversion_counts.conversion_number
            and conversion_cells.period_number = conversion_counts.period_number
            and conversion_cells.segment_number = conversion_counts.segment_number
    left join conversion_times
        on
            conversion_cells.conversion_number = conversion_times.conversion_number
            and conversion_cells.period_number = conversion_times.period_number
            and conversion_cells.segment_number = conversion_times.segment_number
)

select * from conversion_performance
