with

micro_conversions as (
    select * from {{ ref('fct_cro__micro_conversions') }}
),

macro_conversions as (
    select * from {{ ref('fct_cro__macro_conversions') }}
),

conversion_numbers as (
    select * from {{ ref('int_cro__conversion_numbers') }}
),

visitor_numbers as (
    select * from {{ ref('int_cro__visitor_numbers') }}
),

numbered_sessions as (
    select * from {{ ref('int_cro__numbered_sessions') }}
),

counted_conversions as (
    select
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

-- Only the first in a visit says how long it took: later ones are repeats, and servers make their own visits.
placed_conversions as (
    select
        conversion_numbers.conversion_number,
        visitor_numbers.visitor_number,
        numbered_sessions.context_number,
        counted_conversions.conversion_date,
        counted_conversions.occurred_at,
        case
            when counted_conversions.number_in_session = 1 and not numbered_sessions.is_server_only
                then counted_conversions.seconds_since_session_start
        end as seconds_to_conversion,
        counted_conversions.gross_value,
        counted_conversions.refunded_value,
        counted_conversions.net_value,
        counted_conversions.is_rate_missing
    from counted_conversions
    inner join conversion_numbers
        on counted_conversions.conversion_key = conversion_numbers.conversion_key
    inner join visitor_numbers
        on counted_conversions.visitor_key = visitor_numbers.visitor_key
    inner join numbered_sessions
        on counted_conversions.session_key = numbered_sessions.session_key
)

select * from placed_conversions
