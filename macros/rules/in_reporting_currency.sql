{#- Null where no rate is known: an amount in another currency is never added as it stands. -#}
{% macro in_reporting_currency(amount, currency, rate) -%}
    cast(
            case
                when {{ currency }} = '{{ var("cro__reporting_currency") }}' then {{ amount }}
                else cast({{ amount }} as numeric(22, 4)) * {{ rate }}
            end as {{ cro.type_amount() }}
        )
{%- endmacro %}
