{#-
    dbt finds a strategy by the name of its macro, and leaves the delete to it: what the key of a touched
    identity no longer has must go, which no match against the new rows would find.
-#}
{% macro get_incremental_restate_sql(arguments) -%}
    {{ cro.delete_and_insert(arguments, cro.is_touched(arguments['unique_key'])) }}
{%- endmacro %}


{#- For rows that are known by a key of their own and never disappear. -#}
{% macro get_incremental_replace_keys_sql(arguments) -%}
    {%- set condition -%}
    (
        {{ arguments['unique_key'] }} in (
            select {{ arguments['unique_key'] }} from {{ arguments['temp_relation'] }}
        )
        or {{ cro.has_changed_rules(model.name) }}
    )
    {%- endset -%}
    {{ cro.delete_and_insert(arguments, condition) }}
{%- endmacro %}


{#- For raw rows: those of the loads that are read again, or all where the rules have changed. -#}
{% macro get_incremental_replace_loads_sql(arguments) -%}
    {%- set condition -%}
    (
        {{ arguments['unique_key'] }} in (
            select rows_read_again.{{ arguments['unique_key'] }}
            from {{ cro.rows_read_again(arguments['temp_relation']) }} as rows_read_again
        )
        or {{ cro.has_changed_rules(model.name) }}
    )
    {%- endset -%}
    {{ cro.delete_and_insert(arguments, condition) }}
{%- endmacro %}


{#- For what is decided among all rows of an event; nothing may be left of it. -#}
{% macro get_incremental_replace_events_sql(arguments) -%}
    {%- set condition -%}
    (
        {{ cro.is_new_event('int_cro__event_rows') }}
        or {{ cro.has_changed_rules(model.name) }}
    )
    {%- endset -%}
    {{ cro.delete_and_insert(arguments, condition) }}
{%- endmacro %}


{#- For small tables that are written anew from what they hold. -#}
{% macro get_incremental_replace_all_sql(arguments) -%}
    {{ cro.delete_and_insert(arguments, '1 = 1') }}
{%- endmacro %}


{% macro delete_and_insert(arguments, condition) %}
    {{- return(adapter.dispatch('delete_and_insert', 'cro')(arguments, condition)) -}}
{% endmacro %}

{% macro default__delete_and_insert(arguments, condition) -%}
    {%- set columns = get_quoted_csv(arguments['dest_columns'] | map(attribute='name')) -%}
    delete from {{ arguments['target_relation'] }}
    where {{ condition }};

    insert into {{ arguments['target_relation'] }} ({{ columns }})
    select {{ columns }}
    from {{ arguments['temp_relation'] }};
{%- endmacro %}

{#- dbt opens no transaction there, and readers would miss the deleted rows until the new ones are written. -#}
{% macro snowflake__delete_and_insert(arguments, condition) -%}
    begin;

    {{ cro.default__delete_and_insert(arguments, condition) }}

    commit;
{%- endmacro %}
