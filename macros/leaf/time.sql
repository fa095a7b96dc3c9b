{% macro epoch_microseconds(timestamp) %}
    {{- return(adapter.dispatch('epoch_microseconds', 'cro')(timestamp)) -}}
{% endmacro %}

{#- Whole microseconds: differences are exact, and no session time zone takes part. -#}
{% macro default__epoch_microseconds(timestamp) -%}
    cast(extract(epoch from {{ timestamp }}) * 1000000 as bigint)
{%- endmacro %}

{% macro duckdb__epoch_microseconds(timestamp) -%}
    epoch_us({{ timestamp }})
{%- endmacro %}

{#- An epoch of Redshift is whole seconds. -#}
{% macro redshift__epoch_microseconds(timestamp) -%}
    datediff(microsecond, cast('1970-01-01 00:00:00' as timestamp), {{ timestamp }})
{%- endmacro %}

{% macro snowflake__epoch_microseconds(timestamp) -%}
    date_part(epoch_microsecond, {{ timestamp }})
{%- endmacro %}

{% macro spark__epoch_microseconds(timestamp) -%}
    unix_micros(from_utc_timestamp(cast({{ timestamp }} as timestamp), current_timezone()))
{%- endmacro %}

{% macro bigquery__epoch_microseconds(timestamp) -%}
    unix_micros(timestamp({{ timestamp }}, 'UTC'))
{%- endmacro %}


{% macro seconds_between(earlier, later) %}
    {{- return(adapter.dispatch('seconds_between', 'cro')(earlier, later)) -}}
{% endmacro %}

{% macro default__seconds_between(earlier, later) -%}
    (
        cast({{ cro.epoch_microseconds(later) }} - {{ cro.epoch_microseconds(earlier) }} as {{ cro.type_double() }})
        / 1000000
    )
{%- endmacro %}


{% macro add_seconds(timestamp, seconds) %}
    {{- return(adapter.dispatch('add_seconds', 'cro')(timestamp, seconds)) -}}
{% endmacro %}

{#- The seconds may be a column, whole or not; null seconds give null. -#}
{% macro default__add_seconds(timestamp, seconds) -%}
    ({{ timestamp }} + ({{ seconds }}) * interval '1 second')
{%- endmacro %}

{% macro snowflake__add_seconds(timestamp, seconds) -%}
    dateadd(microsecond, ({{ seconds }}) * cast(1000000 as bigint), {{ timestamp }})
{%- endmacro %}

{#- An hour of microseconds is more than an integer of Redshift holds. -#}
{% macro redshift__add_seconds(timestamp, seconds) -%}
    dateadd(microsecond, cast(({{ seconds }}) * cast(1000000 as bigint) as bigint), {{ timestamp }})
{%- endmacro %}

{% macro spark__add_seconds(timestamp, seconds) -%}
    ({{ timestamp }} + make_dt_interval(0, 0, 0, {{ seconds }}))
{%- endmacro %}

{% macro bigquery__add_seconds(timestamp, seconds) -%}
    datetime_add({{ timestamp }}, interval cast(({{ seconds }}) * 1000000 as int64) microsecond)
{%- endmacro %}


{% macro reporting_date(timestamp) %}
    {{- return(adapter.dispatch('reporting_date', 'cro')(timestamp)) -}}
{% endmacro %}

{% macro default__reporting_date(timestamp) -%}
    cast(({{ timestamp }} at time zone 'UTC') at time zone '{{ var("cro__reporting_time_zone") }}' as date)
{%- endmacro %}

{% macro snowflake__reporting_date(timestamp) -%}
    cast(convert_timezone('UTC', '{{ var("cro__reporting_time_zone") }}', {{ timestamp }}) as date)
{%- endmacro %}

{% macro redshift__reporting_date(timestamp) -%}
    cast(convert_timezone('UTC', '{{ var("cro__reporting_time_zone") }}', {{ timestamp }}) as date)
{%- endmacro %}

{% macro spark__reporting_date(timestamp) -%}
    cast(convert_timezone('UTC', '{{ var("cro__reporting_time_zone") }}', {{ timestamp }}) as date)
{%- endmacro %}

{% macro bigquery__reporting_date(timestamp) -%}
    date(timestamp({{ timestamp }}, 'UTC'), '{{ var("cro__reporting_time_zone") }}')
{%- endmacro %}


{% macro millionths_of_a_day(earlier, later) %}
    {{- return(adapter.dispatch('millionths_of_a_day', 'cro')(earlier, later)) -}}
{% endmacro %}

{% macro default__millionths_of_a_day(earlier, later) -%}
    cast(floor(
        cast({{ cro.epoch_microseconds(later) }} - {{ cro.epoch_microseconds(earlier) }} as {{ cro.type_double() }})
        / 86400
    ) as bigint)
{%- endmacro %}


{% macro load_hour(timestamp) %}
    {{- return(adapter.dispatch('load_hour', 'cro')(timestamp)) -}}
{% endmacro %}

{#- Loads are told apart by the hour, so that a stream that stamps every row has few of them. -#}
{% macro default__load_hour(timestamp) -%}
    {{ dbt.date_trunc('hour', timestamp) }}
{%- endmacro %}

{#- Spark's own answer has a time zone. -#}
{% macro spark__load_hour(timestamp) -%}
    cast(date_trunc('hour', {{ timestamp }}) as timestamp_ntz)
{%- endmacro %}

{% macro bigquery__load_hour(timestamp) -%}
    datetime_trunc({{ timestamp }}, hour)
{%- endmacro %}
