with

exchange_rates as (
    {{ cro.filled_rows('cro__exchange_rates', 'exchange_rates') }}
),

renamed as (
    select
        {{ cro.column_or_null('exchange_rate', 'currency') }} as currency,
        {{ cro.column_or_null('exchange_rate', 'reporting_currency') }} as reporting_currency,
        coalesce(
            {{ cro.try_timestamp(cro.column_or_null('exchange_rate', 'valid_from')) }},
            cast('1900-01-01 00:00:00' as {{ cro.type_timestamp() }})
        ) as valid_from,
        coalesce(
            {{ cro.try_timestamp(cro.column_or_null('exchange_rate', 'valid_to')) }},
            cast('9999-01-01 00:00:00' as {{ cro.type_timestamp() }})
        ) as valid_to,
        {{ cro.try_cast(cro.column_or_null('exchange_rate', 'rate'), cro.type_rate()) }} as rate
    from exchange_rates as exchange_rate
),

-- A rate to the euro says nothing where amounts are reported in dollars.
rates as (
    select
        currency,
        valid_from,
        valid_to,
        rate
    from renamed
    where coalesce(reporting_currency, '{{ var("cro__reporting_currency") }}')
        = '{{ var("cro__reporting_currency") }}'
)

select * from rates
