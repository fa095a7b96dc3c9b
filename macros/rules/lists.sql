{% macro list_text(expression) %}
    {{- return(adapter.dispatch('list_text', 'cro')(expression)) -}}
{% endmacro %}

{#- People put blanks around the separator; they are no part of an item. -#}
{% macro default__list_text(expression) -%}
    {{ cro.without_blanks(cro.regexp_replace_all(expression, ' *[|] *', '|')) }}
{%- endmacro %}


{% macro snake_case_items(list) %}
    {{- return(adapter.dispatch('snake_case_items', 'cro')(list)) -}}
{% endmacro %}

{#- The separator is punctuation as well, so a control character, which no file holds, keeps its place. -#}
{% macro default__snake_case_items(list) -%}
    {%- set names = cro.snake_case("replace(" ~ list ~ ", '|', chr(1))") -%}
    replace(replace(replace({{ names }}, '_' || chr(1), chr(1)), chr(1) || '_', chr(1)), chr(1), '|')
{%- endmacro %}


{% macro is_listed(item, list) %}
    {{- return(adapter.dispatch('is_listed', 'cro')(item, list)) -}}
{% endmacro %}

{% macro default__is_listed(item, list) -%}
    {{ cro.is_in_list(item, cro.list_text(list)) }}
{%- endmacro %}


{% macro is_in_list(item, list) %}
    {{- return(adapter.dispatch('is_in_list', 'cro')(item, list)) -}}
{% endmacro %}

{#- An item that holds the separator would match across two items, so it matches none. -#}
{% macro default__is_in_list(item, list) -%}
    {%- set closed_item = "'|' || " ~ item ~ " || '|'" -%}
    {%- set closed_list = "'|' || " ~ list ~ " || '|'" -%}
    case
        when {{ item }} is not null and {{ list }} is not null
            then
                {{ cro.text_position("'|'", item) }} = 0
                and {{ cro.text_position(closed_item, closed_list) }} > 0
    end
{%- endmacro %}
