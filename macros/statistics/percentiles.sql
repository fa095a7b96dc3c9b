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


{#- Among values in groups: true for the group that holds the value nearest_rank would give. -#}
{% macro holds_rank(running_count, group_count, count, percent) -%}
    (
        {{ running_count }} * 100 >= {{ percent }} * {{ count }}
        and ({{ running_count }} - {{ group_count }}) * 100 < {{ percent }} * {{ count }}
    )
{%- endmacro %}
