{% macro short_hash(expression) %}
    {{- return(adapter.dispatch('short_hash', 'cro')(expression)) -}}
{% endmacro %}

{#- The text itself tells rows apart as well, and only takes more memory. -#}
{% macro default__short_hash(expression) %}{{ expression }}{% endmacro %}

{% macro duckdb__short_hash(expression) %}hash({{ expression }}){% endmacro %}

{% macro postgres__short_hash(expression) %}hashtextextended({{ expression }}, 0){% endmacro %}

{#- Else it would take PostgreSQL's, whose function it lacks. -#}
{% macro redshift__short_hash(expression) %}{{ expression }}{% endmacro %}

{% macro spark__short_hash(expression) %}xxhash64({{ expression }}){% endmacro %}
