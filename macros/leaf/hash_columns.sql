{% macro hash_columns(expressions) %}
    {{- return(adapter.dispatch('hash_columns', 'cro')(expressions)) -}}
{% endmacro %}

{#-
    A separator and a mark for null keep ('a', null) apart from (null, 'a') and from ('a', '').
-#}
{% macro default__hash_columns(expressions) -%}
    {%- set parts = [] -%}
    {%- for expression in expressions -%}
        {%- do parts.append("coalesce('=' || cast(" ~ expression ~ " as " ~ dbt.type_string() ~ "), '-')") -%}
    {%- endfor -%}
    md5({{ parts | join(" || '|' || ") }})
{%- endmacro %}
