{#- Place and stage always tell strata apart, declared segments only where the population uses them. -#}
{% macro population_stratum(steps, populations) -%}
    {{ steps }}.stratum || '|'
    || case when {{ populations }}.has_segment_strata then {{ steps }}.segment_stratum else '' end
{%- endmacro %}
