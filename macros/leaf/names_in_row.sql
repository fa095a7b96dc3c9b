{% macro names_in_row(relation_alias) %}
    {{- return(adapter.dispatch('names_in_row', 'cro')(relation_alias)) -}}
{% endmacro %}

{#- Read through the JSON of the row, as in row_value, so that a model can name columns that nobody foresaw. -#}
{% macro default__names_in_row(relation_alias) -%}
    array_join(json_object_keys(to_json(struct({{ relation_alias }}.*))), '|')
{%- endmacro %}

{% macro duckdb__names_in_row(relation_alias) -%}
    array_to_string(json_keys(to_json({{ relation_alias }})), '|')
{%- endmacro %}

{% macro postgres__names_in_row(relation_alias) -%}
    (
        select string_agg(names.name, '|' order by names.name)
        from jsonb_object_keys(to_jsonb({{ relation_alias }})) as names(name)
    )
{%- endmacro %}

{#- Names that were never quoted are stored in capitals. -#}
{% macro snowflake__names_in_row(relation_alias) -%}
    lower(array_to_string(object_keys(object_construct_keep_null({{ relation_alias }}.*)), '|'))
{%- endmacro %}

{#- Redshift has no function for the names in an object. -#}
{% macro redshift__names_in_row(relation_alias) -%}
    cast(null as varchar)
{%- endmacro %}

{% macro bigquery__names_in_row(relation_alias) -%}
    array_to_string(json_keys(to_json({{ relation_alias }}), 1), '|')
{%- endmacro %}
