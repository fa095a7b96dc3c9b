{% macro materialized() %}
    {{- return(adapter.dispatch('materialized', 'cro')()) -}}
{% endmacro %}

{#- Most warehouses decide by themselves, and have no word for it. -#}
{% macro default__materialized() %}{% endmacro %}

{#- DuckDB would work out the wide rows anew for every mention of them. -#}
{% macro duckdb__materialized() %}materialized{% endmacro %}

{% macro postgres__materialized() %}materialized{% endmacro %}

{% macro redshift__materialized() %}{% endmacro %}
