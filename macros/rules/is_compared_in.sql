{% macro is_compared_in(population, action) %}
    {{- return(adapter.dispatch('is_compared_in', 'cro')(population, action)) -}}
{% endmacro %}

{#- Candidates are looked for in one half of the devices and reported on the other; events in the total too. -#}
{% macro default__is_compared_in(population, action) -%}
    case
            when {{ population }}.is_total then {{ action }}.is_in_total
            when {{ population }}.population_type = 'half_of_devices' then {{ action }}.is_in_family
            else not {{ action }}.is_candidate
        end
{%- endmacro %}
