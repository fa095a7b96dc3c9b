{#- Through a number with fixed digits, because warehouses write a double as text in different ways. -#}
{% macro number_text(number, digits) -%}
    {{ cro.decimal_text(cro.cast_decimal(number, 18, digits), digits) }}
{%- endmacro %}


{% macro signed_number_text(number, digits) -%}
    case when {{ cro.cast_decimal(number, 18, digits) }} > 0 then '+' else '' end
    || {{ cro.number_text(number, digits) }}
{%- endmacro %}
