{% macro stratum_segment(population, step) %}
    {{- return(adapter.dispatch('stratum_segment', 'cro')(population, step)) -}}
{% endmacro %}

{#- One population is compared without segments, to see whether they turn a result round. -#}
{% macro default__stratum_segment(population, step) -%}
    case when {{ population }}.has_segment_strata then {{ step }}.segment_number else 0 end
{%- endmacro %}
