{% macro incremental_or_table() %}
    {{- return(adapter.dispatch('incremental_or_table', 'cro')()) -}}
{% endmacro %}

{% macro default__incremental_or_table() -%}
    {{- return('incremental') -}}
{%- endmacro %}

{#- Spark and BigQuery refuse incremental strategies of a package, so every run there is a full build with the same rows. -#}
{% macro spark__incremental_or_table() -%}
    {{- return('table') -}}
{%- endmacro %}

{% macro bigquery__incremental_or_table() -%}
    {{- return('table') -}}
{%- endmacro %}
