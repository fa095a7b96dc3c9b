{#-
    The hour of the earliest load that this model has not read. A plain bound reaches down to the raw table, so
    that rows before it are not even parsed; the join with the loads then decides.
-#}
{% macro first_new_load() %}
    {{- return(adapter.dispatch('first_new_load', 'cro')()) -}}
{% endmacro %}

{% macro default__first_new_load() -%}
    (
                select
                    case
                        when {{ cro.has_changed_rules(model.name) }}
                            then cast('0001-01-01 00:00:00' as {{ cro.type_timestamp() }})
                        else coalesce(
                            min(event_loads.load_hour), cast('9999-01-01 00:00:00' as {{ cro.type_timestamp() }})
                        )
                    end
                from {{ ref('int_cro__event_loads').render() }} as event_loads
                where event_loads.batch_number > {{ cro.processed_batch(model.name) }}
            )
{%- endmacro %}

{#- DuckDB takes a variable for a constant, and a subquery for a join that comes after the parsing. -#}
{% macro duckdb__first_new_load() -%}
    getvariable('cro_first_new_load')
{%- endmacro %}


{#- Pre-hook of the models that read raw rows. -#}
{% macro find_first_new_load() %}
    {{- return(adapter.dispatch('find_first_new_load', 'cro')()) -}}
{% endmacro %}

{% macro default__find_first_new_load() %}{% endmacro %}

{% macro duckdb__find_first_new_load() -%}
    {%- if execute and cro.is_later_run() -%}
    set variable cro_first_new_load = {{ cro.default__first_new_load() }}
    {%- endif -%}
{%- endmacro %}
