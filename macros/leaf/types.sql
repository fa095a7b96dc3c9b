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


{% macro type_rate() %}
    {{- return(adapter.dispatch('type_rate', 'cro')()) -}}
{% endmacro %}

{% macro default__type_rate() %}numeric(16, 10){% endmacro %}

{#- Numeric ends at nine digits behind the point there. -#}
{% macro bigquery__type_rate() %}bignumeric(16, 10){% endmacro %}


{% macro type_timestamp() %}
    {{- return(adapter.dispatch('type_timestamp', 'cro')()) -}}
{% endmacro %}

{% macro default__type_timestamp() %}timestamp{% endmacro %}

{% macro snowflake__type_timestamp() %}timestamp_ntz{% endmacro %}

{% macro spark__type_timestamp() %}timestamp_ntz{% endmacro %}

{% macro bigquery__type_timestamp() %}datetime{% endmacro %}


{#- A YAML file can read vars but no macros, so contracts and seeds name their types by var. -#}
{% macro column_types() %}
    {{- return(adapter.dispatch('column_types', 'cro')()) -}}
{% endmacro %}

{% macro default__column_types() %}
    {{- return({'text': 'text', 'double': cro.type_double(), 'timestamp': cro.type_timestamp()}) -}}
{% endmacro %}

{#- Text ends at 256 bytes there. -#}
{% macro redshift__column_types() %}
    {{- return({'text': 'varchar(65535)', 'double': cro.type_double(), 'timestamp': cro.type_timestamp()}) -}}
{% endmacro %}

{% macro spark__column_types() %}
    {{- return({'text': 'string', 'double': cro.type_double(), 'timestamp': cro.type_timestamp()}) -}}
{% endmacro %}

{% macro bigquery__column_types() %}
    {{- return({'text': 'string', 'double': cro.type_double(), 'timestamp': cro.type_timestamp()}) -}}
{% endmacro %}
