{% macro type_text() %}
    {{- return(adapter.dispatch('type_text', 'cro')()) -}}
{% endmacro %}

{#- In columns of contracts and seeds; a cast to text is written with dbt.type_string(). -#}
{% macro default__type_text() %}text{% endmacro %}

{#- Text ends at 256 bytes there. -#}
{% macro redshift__type_text() %}varchar(65535){% endmacro %}

{% macro spark__type_text() %}string{% endmacro %}

{% macro bigquery__type_text() %}string{% endmacro %}


{% macro text_literal(words) %}
    {{- return(adapter.dispatch('text_literal', 'cro')(words)) -}}
{% endmacro %}

{#- Redshift gives a bare literal no type beyond the query it stands in, and then cannot compare or join it. -#}
{% macro default__text_literal(words) -%}
    cast('{{ words }}' as {{ dbt.type_string() }})
{%- endmacro %}


{% macro type_double() %}
    {{- return(adapter.dispatch('type_double', 'cro')()) -}}
{% endmacro %}

{#- dbt.type_float() is 32 bit on DuckDB, so doubles have a leaf of their own. -#}
{% macro default__type_double() %}double precision{% endmacro %}

{% macro spark__type_double() %}double{% endmacro %}

{% macro bigquery__type_double() %}float64{% endmacro %}


{% macro type_amount() %}
    {{- return(adapter.dispatch('type_amount', 'cro')()) -}}
{% endmacro %}

{% macro default__type_amount() %}numeric(28, 4){% endmacro %}

{#- BigQuery takes no digits in a cast, also not in the casts of a contract. -#}
{% macro bigquery__type_amount() %}numeric{% endmacro %}


{% macro type_rate() %}
    {{- return(adapter.dispatch('type_rate', 'cro')()) -}}
{% endmacro %}

{% macro default__type_rate() %}numeric(16, 10){% endmacro %}

{#- Numeric ends at nine digits behind the point there. -#}
{% macro bigquery__type_rate() %}bignumeric{% endmacro %}


{% macro type_timestamp() %}
    {{- return(adapter.dispatch('type_timestamp', 'cro')()) -}}
{% endmacro %}

{% macro default__type_timestamp() %}timestamp{% endmacro %}

{% macro snowflake__type_timestamp() %}timestamp_ntz{% endmacro %}

{% macro spark__type_timestamp() %}timestamp_ntz{% endmacro %}

{% macro bigquery__type_timestamp() %}datetime{% endmacro %}
