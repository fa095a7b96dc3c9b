{% macro first_day_of_month(date) %}
    {{- return(adapter.dispatch('first_day_of_month', 'cro')(date)) -}}
{% endmacro %}

{#- Through a timestamp without zone, so that no session time zone takes part. -#}
{% macro default__first_day_of_month(date) -%}
    cast(date_trunc('month', cast({{ date }} as {{ cro.type_timestamp() }})) as date)
{%- endmacro %}

{% macro bigquery__first_day_of_month(date) -%}
    date_trunc({{ date }}, month)
{%- endmacro %}


{% macro add_days(date, days) %}
    {{- return(adapter.dispatch('add_days', 'cro')(date, days)) -}}
{% endmacro %}

{#- The days are a whole number or a whole-number column. -#}
{% macro default__add_days(date, days) -%}
    ({{ date }} + cast({{ days }} as integer))
{%- endmacro %}

{% macro snowflake__add_days(date, days) -%}
    dateadd(day, cast({{ days }} as integer), {{ date }})
{%- endmacro %}

{% macro spark__add_days(date, days) -%}
    date_add({{ date }}, cast({{ days }} as integer))
{%- endmacro %}

{% macro bigquery__add_days(date, days) -%}
    date_add({{ date }}, interval cast({{ days }} as int64) day)
{%- endmacro %}


{% macro days_between(earlier, later) %}
    {{- return(adapter.dispatch('days_between', 'cro')(earlier, later)) -}}
{% endmacro %}

{#- Both are dates, so the answer is whole days. -#}
{% macro default__days_between(earlier, later) -%}
    cast({{ later }} - {{ earlier }} as bigint)
{%- endmacro %}

{% macro snowflake__days_between(earlier, later) -%}
    datediff(day, {{ earlier }}, {{ later }})
{%- endmacro %}

{% macro spark__days_between(earlier, later) -%}
    cast(datediff({{ later }}, {{ earlier }}) as bigint)
{%- endmacro %}

{% macro bigquery__days_between(earlier, later) -%}
    date_diff({{ later }}, {{ earlier }}, day)
{%- endmacro %}
