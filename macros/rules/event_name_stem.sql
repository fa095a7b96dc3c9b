{% macro event_name_stem(event_name) %}
    {{- return(adapter.dispatch('event_name_stem', 'cro')(event_name)) -}}
{% endmacro %}

{#- add_to_cart, addtocart and add_to_carts, or view and viewed, are one word to whoever wrote them. -#}
{% macro default__event_name_stem(event_name) -%}
    {{ cro.regexp_replace_all("replace(" ~ event_name ~ ", '_', '')", '(es|ed|e|s|d)$', '') }}
{%- endmacro %}
