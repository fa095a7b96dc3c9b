{% macro row_mark() %}
    {{- return(adapter.dispatch('row_mark', 'cro')()) -}}
{% endmacro %}

{#- By chance and not by counting: a count over all rows leaves one thread the work of all. -#}
{% macro default__row_mark() %}gen_random_uuid(){% endmacro %}

{% macro spark__row_mark() %}uuid(){% endmacro %}

{% macro bigquery__row_mark() %}generate_uuid(){% endmacro %}

{% macro snowflake__row_mark() %}uuid_string(){% endmacro %}

{#- It has no such function; two fractions at random are as many digits. -#}
{% macro redshift__row_mark() %}md5(cast(random() as varchar) || '|' || cast(random() as varchar)){% endmacro %}
