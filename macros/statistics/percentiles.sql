{% macro nearest_rank(value, rank, count, percent) %}
    {{- return(adapter.dispatch('nearest_rank', 'cro')(value, rank, count, percent)) -}}
{% endmacro %}

{#-
    The smallest value whose rank is at least percent of the count. Whole numbers on both sides, so no
    warehouse rounds its way to the neighbouring row.
-#}
{% macro default__nearest_rank(value, rank, count, percent) -%}
    min(case when {{ rank }} * 100 >= {{ percent }} * {{ count }} then {{ value }} end)
{%- endmacro %}
