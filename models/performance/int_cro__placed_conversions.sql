with

micro_conversions as (
    select * from {{ ref('fct_cro__micro_conversions') }}
),

macro_conversions as (
    select * from {{ ref('fct_cro__macro_conversions') }}
),

reporting_periods as (
    select * from {{ ref('int_cro__reporting_periods') }}
),

session_segments as (
    select * from {{ ref('int_cro__session_segments') }}
),

counted_conversions as (
    select
        conversion_event_key,
        micro_conversion_key as conversion_key,
        visitor_key,
        session_key,
        occurred_at,
        conversion_date,
        seconds_since_session_start,
        number_in_session,
        value as gross_value,
        cast(null as {{ cro.type_amount() }}) as refunded_value,
        cast(null as {{ cro.type_amount() }}) as net_value,
        is_rate_missing
    from micro_conversions
    union all
    select
        conversion_event_key,
        macro_conversion_key as conversion_key,
        visitor_key,
        session_key,
        occurred_at,
        conversion_date,
        seconds_since_session_start,
        number_in_session,
        gross_value,
        refunded_value,
        net_value,
        is_rate_missing
    from macro_conversions
),

placed_conversions as (
    select
        counted_conversions.*,
        reporting_periods.period_grain,
        reporting_periods.period_start,
        session_segments.segment_name,
        session_segments.segment_value
    from counted_conversions
    inner join reporting_periods
        on counted_conversions.conversion_date = reporting_periods.reporting_date
    inner join session_segments
        on counted_conversions.session_key = session_segments.session_key
)

select * from placed_conversions
