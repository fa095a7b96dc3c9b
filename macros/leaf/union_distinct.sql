{% macro union_distinct() %}
    {{- return(adapter.dispatch('union_distinct', 'cro')()) -}}
{% endmacro %}

{#- Everywhere but on BigQuery a bare union leaves repeated rows out, and not every warehouse takes the longer word. -#}
{% macro default__union_distinct() %}union{% endmacro %}

{% macro bigquery__union_distinct() %}union distinct{% endmacro %}
