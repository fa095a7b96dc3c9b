{% macro laid_together(columns) %}
    {{- return(adapter.dispatch('laid_together', 'cro')(columns)) -}}
{% endmacro %}

{#- Most warehouses lay rows out by themselves, and a sort of a large table is work for nothing. -#}
{% macro default__laid_together(columns) %}{% endmacro %}

{#- Rows that are read together are found together, which halves a join, and added up before memory runs out. -#}
{% macro duckdb__laid_together(columns) -%}
    order by {{ columns | join(', ') }}
{%- endmacro %}
