{% macro row_value(relation_alias, column_name) %}
    {{- return(adapter.dispatch('row_value', 'cro')(relation_alias, column_name)) -}}
{% endmacro %}

{#- Like column_or_null, but the column's name is a SQL expression and may come from a row. -#}
{% macro default__row_value(relation_alias, column_name) -%}
    nullif(trim(get_json_object(to_json(struct({{ relation_alias }}.*)), '$.' || {{ column_name }})), '')
{%- endmacro %}

{% macro duckdb__row_value(relation_alias, column_name) -%}
    nullif(trim(json_extract_string(to_json({{ relation_alias }}), '$.' || {{ column_name }}), ' '), '')
{%- endmacro %}

{% macro postgres__row_value(relation_alias, column_name) -%}
    nullif(trim(to_jsonb({{ relation_alias }}) ->> {{ column_name }}), '')
{%- endmacro %}

{% macro snowflake__row_value(relation_alias, column_name) -%}
    nullif(trim(cast(
        coalesce(
            get(object_construct({{ relation_alias }}.*), upper({{ column_name }})),
            get(object_construct({{ relation_alias }}.*), {{ column_name }})
        ) as varchar
    )), '')
{%- endmacro %}

{% macro redshift__row_value(relation_alias, column_name) -%}
    nullif(trim(json_extract_path_text(
        json_serialize(object_transform({{ relation_alias }})), {{ column_name }}, true
    )), '')
{%- endmacro %}

{% macro bigquery__row_value(relation_alias, column_name) -%}
    nullif(trim(
        json_value(to_json({{ relation_alias }}, stringify_wide_numbers => true)[{{ column_name }}])
    ), '')
{%- endmacro %}
