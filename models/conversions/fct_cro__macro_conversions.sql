{{ config(materialized=cro.incremental_or_table(), unique_key='visitor_key') }}

with

counted_conversions as (
    select * from {{ cro.touched('int_cro__counted_conversions', 'visitor_key') }}
    where conversion_type = 'macro'
),

refunds as (
    select * from {{ ref('int_cro__refunds') }}
),

-- A refund is money given back on the order, whenever it comes.
with_refunds as (
    select
        counted_conversions.*,
        case when refunds.order_id is not null then coalesce(refunds.refunded_value, 0) else 0 end
            as refunded_value,
        coalesce(refunds.is_rate_missing, false) as is_refund_rate_missing
    from counted_conversions
    left join refunds
        on
            counted_conversions.order_namespace = refunds.order_namespace
            and counted_conversions.order_id = refunds.order_id
),

macro_conversions as (
    select
        conversion_event_key,
        conversion_key as macro_conversion_key,
        definition_version,
        conversion_version_key as macro_conversion_version_key,
        event_key,
        visitor_key,
        session_key,
        source_name,
        platform,
        occurred_at,
        conversion_date,
        order_id,
        seconds_since_session_start,
        seconds_since_first_touch,
        {{ cro.seconds_between('previous_occurred_at', 'occurred_at') }} as seconds_since_previous,
        cast(number_in_session as bigint) as number_in_session,
        cast(number_for_visitor as bigint) as number_for_visitor,
        value as gross_value,
        cast(refunded_value as {{ cro.type_amount() }}) as refunded_value,
        cast(case when not is_refund_rate_missing then value - refunded_value end as {{ cro.type_amount() }})
            as net_value,
        is_rate_missing or is_refund_rate_missing as is_rate_missing
    from with_refunds
)

select * from macro_conversions
