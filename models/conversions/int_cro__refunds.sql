with

events as (
    select * from {{ ref('int_cro__events') }}
    where revenue < 0 and order_id is not null
),

exchange_rates as (
    select * from {{ ref('stg_cro__exchange_rates') }}
),

refund_events as (
    select
        events.event_key,
        events.order_id,
        events.occurred_at,
        -events.revenue as amount,
        coalesce(events.currency, '{{ var("cro__reporting_currency") }}') as amount_currency,
        {{ cro.order_namespace('events.source_name') }} as order_namespace
    from events
),

converted as (
    select
        refund_events.event_key,
        refund_events.order_namespace,
        refund_events.order_id,
        {{ cro.in_reporting_currency(
            'refund_events.amount', 'refund_events.amount_currency', 'exchange_rates.rate'
        ) }} as value
    from refund_events
    left join exchange_rates
        on
            refund_events.amount_currency = exchange_rates.currency
            and refund_events.occurred_at >= exchange_rates.valid_from
            and refund_events.occurred_at < exchange_rates.valid_to
),

refunds as (
    select
        order_namespace,
        order_id,
        cast(sum(value) as {{ cro.type_amount() }}) as refunded_value,
        cast(count(*) as bigint) as refund_count,
        max(case when value is null then 1 else 0 end) = 1 as is_rate_missing
    from converted
    group by order_namespace, order_id
)

select * from refunds
