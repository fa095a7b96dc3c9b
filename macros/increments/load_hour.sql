{#- Loads are told apart by the hour, so that a stream that stamps every row has few of them. -#}
{% macro load_hour(timestamp) -%}
    {{ dbt.date_trunc('hour', timestamp) }}
{%- endmacro %}
