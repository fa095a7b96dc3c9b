{% macro plain_name(text) %}
    {{- return(adapter.dispatch('plain_name', 'cro')(text)) -}}
{% endmacro %}

{#- A key of the plan is a-z, 0-9 and single underscores, while names and values may be in any script. -#}
{% macro default__plain_name(text) -%}
    nullif({{ cro.regexp_replace_all(cro.regexp_replace_all(text, '[^a-z0-9]+', '_'), '^_|_$', '') }}, '')
{%- endmacro %}
