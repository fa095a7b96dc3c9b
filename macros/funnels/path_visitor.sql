{#- The visitor that the key of a path begins with: one of those whose events it holds. -#}
{% macro path_visitor() -%}
    substring(path_key, 1, 32)
{%- endmacro %}
