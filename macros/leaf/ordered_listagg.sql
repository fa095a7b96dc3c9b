{% macro ordered_listagg(measure, delimiter, order_by) %}
    {{- return(adapter.dispatch('ordered_listagg', 'cro')(measure, delimiter, order_by)) -}}
{% endmacro %}

{% macro default__ordered_listagg(measure, delimiter, order_by) -%}
    {{ dbt.listagg(measure, "'" ~ delimiter ~ "'", 'order by ' ~ order_by) }}
{%- endmacro %}

{#- Spark collects in any order, so each text is sorted together with what orders it. -#}
{% macro spark__ordered_listagg(measure, delimiter, order_by) -%}
    array_join(
        transform(
            array_sort(collect_list(named_struct('place', {{ order_by }}, 'item', {{ measure }}))),
            entry -> entry.item
        ),
        '{{ delimiter }}'
    )
{%- endmacro %}
