{% macro hash_columns(expressions) %}
    {{- return(adapter.dispatch('hash_columns', 'cro')(expressions)) -}}
{% endmacro %}

{#-
    A separator and a mark for null keep ('a', null) apart from (null, 'a') and from ('a', ''); a bar in a text is
    doubled, because one bar is the separator.
-#}
{% macro default__hash_columns(expressions) -%}
    {%- set parts = [] -%}
    {%- for expression in expressions -%}
        {%- set text = "replace(cast(" ~ expression ~ " as " ~ dbt.type_string() ~ "), '|', '||')" -%}
        {%- do parts.append("coalesce('=' || " ~ text ~ ", '-')") -%}
    {%- endfor -%}
    {{ cro.md5_text(parts | join(" || '|' || ")) }}
{%- endmacro %}


{% macro md5_text(expression) %}
    {{- return(adapter.dispatch('md5_text', 'cro')(expression)) -}}
{% endmacro %}

{% macro default__md5_text(expression) -%}
    md5({{ expression }})
{%- endmacro %}

{#- BigQuery gives bytes. -#}
{% macro bigquery__md5_text(expression) -%}
    to_hex(md5({{ expression }}))
{%- endmacro %}
