{% macro collect_statistics(relation) %}
    {{- return(adapter.dispatch('collect_statistics', 'cro')(relation)) -}}
{% endmacro %}

{% macro default__collect_statistics(relation) %}{% endmacro %}

{#- PostgreSQL knows nothing of a table made a moment ago, and then joins it row by row. -#}
{% macro postgres__collect_statistics(relation) -%}
    {%- if not relation.is_view -%}analyze {{ relation }}{%- endif -%}
{%- endmacro %}

{#- Redshift looks after its tables by itself. -#}
{% macro redshift__collect_statistics(relation) %}{% endmacro %}
