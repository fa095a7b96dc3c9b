{% macro unreadable_columns(columns) %}
    {{- return(adapter.dispatch('unreadable_columns', 'cro')(columns)) -}}
{% endmacro %}

{#- A value that was there and could not be read must be told apart from one that was never sent. -#}
{% macro default__unreadable_columns(columns) -%}
    {%- set members = [] -%}
    {%- for name, (text, value) in columns.items() -%}
        {%- do members.append(
            "case when " ~ value ~ " is null and " ~ text ~ " is not null then ', " ~ name ~ "' else '' end"
        ) -%}
    {%- endfor -%}
    nullif(substring(
        {{ members | join('\n            || ') }},
        3
    ), '')
{%- endmacro %}
