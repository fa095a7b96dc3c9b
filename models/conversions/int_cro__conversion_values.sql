{{ config(materialized=cro.incremental_or_table(), unique_key='visitor_key') }}

with

conversion_events as (
    select * from {{ cro.touched('int_cro__conversion_events', 'visitor_key') }}
    where is_counted
),

definitions as (
    select * from {{ ref('int_cro__conversion_definitions') }}
),

exchange_rates as (
    select * from {{ ref('stg_cro__exchange_rates') }}
),

-- The order's own amount where it has one, else the value the plan gives the conversion.
amounts as (
    select
        conversion_events.conversion_event_key,
        conversion_events.visitor_key,
        conversion_events.occurred_at,
        coalesce(conversion_events.revenue, definitions.value) as amount,
        case
            when conversion_events.revenue is not null
                then coalesce(conversion_events.currency, '{{ var("cro__reporting_currency") }}')
            else coalesce(definitions.currency, '{{ var("cro__reporting_currency") }}')
        end as amount_currency
    from conversion_events
    inner join definitions
        on
            conversion_events.conversion_key = definitions.conversion_key
            and conversion_events.definition_version = definitions.definition_version
),

converted as (
    select
        amounts.conversion_event_key,
        amounts.visitor_key,
        amounts.amount,
        amounts.amount_currency,
        {{ cro.in_reporting_currency(
            'amounts.amount', 'amounts.amount_currency', 'exchange_rates.rate'
        ) }} as value
    from amounts
    left join exchange_rates
        on
            amounts.amount_currency = exchange_rates.currency
            and amounts.occurred_at >= exchange_rates.valid_from
            and amounts.occurred_at < exchange_rates.valid_to
),

conversion_values as (
    select
        *,
        amount is not null and value is null as is_rate_missing
    from converted
)

select * from conversion_values
