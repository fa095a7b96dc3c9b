{% macro refuse_with(sentence) %}
    {{- return(adapter.dispatch('refuse_with', 'cro')(sentence)) -}}
{% endmacro %}

{#- A sentence is no number, so the cast stops the warehouse and its message is the sentence. -#}
{% macro default__refuse_with(sentence) -%}
    cast(coalesce({{ sentence }}, '1') as integer)
{%- endmacro %}

{#- Spark may be told to cast it to null without a word. -#}
{% macro spark__refuse_with(sentence) -%}
    case when {{ sentence }} is null then 1 else cast(raise_error({{ sentence }}) as integer) end
{%- endmacro %}
