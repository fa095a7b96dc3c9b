{% macro csv_text(text) -%}
    '"' || replace({{ text }}, '"', '""') || '"'
{%- endmacro %}
