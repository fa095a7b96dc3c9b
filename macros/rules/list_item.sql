{% macro list_item(list, position) %}
    {{- return(adapter.dispatch('list_item', 'cro')(list, position)) -}}
{% endmacro %}

{#- Past the last item it is null, so that a row of positions longer than the list does no harm. -#}
{% macro default__list_item(list, position) -%}
    {{ cro.trimmed("split_part(" ~ list ~ ", '|', cast(" ~ position ~ " as integer))") }}
{%- endmacro %}

{% macro spark__list_item(list, position) -%}
    {{ cro.trimmed("get(split(" ~ list ~ ", '[|]'), cast(" ~ position ~ " as integer) - 1)") }}
{%- endmacro %}

{% macro bigquery__list_item(list, position) -%}
    {{ cro.trimmed("split(" ~ list ~ ", '|')[safe_ordinal(cast(" ~ position ~ " as int64))]") }}
{%- endmacro %}
