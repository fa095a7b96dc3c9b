{% macro check_session() %}
    {{- return(adapter.dispatch('check_session', 'cro')()) -}}
{% endmacro %}

{% macro default__check_session() %}{% endmacro %}

{#-
    Spark writes every filter down once more for every column that is made from another, and does not come to an end
    with the many columns of an event. A hook could not set it: every thread has a session of its own.
-#}
{% macro spark__check_session() -%}
    {%- set name = 'spark.sql.constraintPropagation.enabled' -%}
    {%- if execute and run_query('set ' ~ name).rows[0][1] | lower != 'false' -%}
        {%- do exceptions.raise_compiler_error(
            'Spark would plan the models of events without an end. Write into the target in your profiles.yml:\n\n'
            ~ 'server_side_parameters:\n  ' ~ name ~ ': "false"'
        ) -%}
    {%- endif -%}
    {%- do cro.refuse_other_time_zones() -%}
{%- endmacro %}

{#- Whoever runs Databricks sets the other one for the compute, where a session may not ask. -#}
{% macro databricks__check_session() -%}
    {%- do cro.refuse_other_time_zones() -%}
{%- endmacro %}


{#- Spark counts seconds in the zone of the session, where an hour a year is missing and another comes twice. -#}
{% macro refuse_other_time_zones() -%}
    {%- set zone = run_query('select current_timezone()').rows[0][0] if execute else 'UTC' -%}
    {%- if zone not in ('UTC', 'Etc/UTC', 'GMT', 'Z') -%}
        {%- do exceptions.raise_compiler_error(
            'The time zone of the Spark session is ' ~ zone ~ ', in which some hours do not exist. '
            ~ 'Write into the target in your profiles.yml:\n\n'
            ~ 'server_side_parameters:\n  spark.sql.session.timeZone: UTC'
        ) -%}
    {%- endif -%}
{%- endmacro %}
