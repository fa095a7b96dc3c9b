{#- Null where no rate is known: an amount in another currency is never added as it stands. -#}
{% macro in_reporting_currency(amount, currency, rate) -%}
    {%- set value -%}
            case
                when {{ currency }} = '{{ var("cro__reporting_currency") }}' then {{ amount }}
                else {{ cro.cast_decimal(amount, 22, 4) }} * {{ rate }}
            end
    {%- endset -%}
    {{ cro.rounded_amount(value) }}
{%- endmacro %}
