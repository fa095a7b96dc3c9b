{% macro try_cast(expression, type) %}
    {{- return(adapter.dispatch('try_cast', 'cro')(expression, type)) -}}
{% endmacro %}

{#- Null where the text is no such value: one bad row must not stop a build. -#}
{% macro default__try_cast(expression, type) -%}
    try_cast({{ expression }} as {{ type }})
{%- endmacro %}

{% macro bigquery__try_cast(expression, type) -%}
    safe_cast({{ expression }} as {{ type }})
{%- endmacro %}

{% macro postgres__try_cast(expression, type) -%}
    case when pg_input_is_valid({{ expression }}, '{{ type }}') then cast({{ expression }} as {{ type }}) end
{%- endmacro %}

{#- Redshift would else take what was written for PostgreSQL, which it does not understand; so below and elsewhere. -#}
{% macro redshift__try_cast(expression, type) -%}
    {{ cro.default__try_cast(expression, type) }}
{%- endmacro %}


{% macro try_number(expression) %}
    {{- return(adapter.dispatch('try_number', 'cro')(expression)) -}}
{% endmacro %}

{#- Warehouses disagree on NaN, Infinity and hexadecimal text, so only plain decimal numbers count. -#}
{% macro default__try_number(expression) -%}
    case
        when {{ cro.regexp_matches(
            cro.without_blanks(expression),
            "'^[+-]?[0-9]{1,100}([.][0-9]{0,100})?([eE][+-]?[0-9]{1,2})?$'"
        ) }}
            then {{ cro.try_cast(cro.without_blanks(expression), cro.type_double()) }}
    end
{%- endmacro %}


{% macro try_amount(expression) %}
    {{- return(adapter.dispatch('try_amount', 'cro')(expression)) -}}
{% endmacro %}

{#- A raw column of doubles is read as text, in which very small and large ones have an exponent. -#}
{% macro default__try_amount(expression) -%}
    case
        when {{ cro.regexp_matches(cro.without_blanks(expression), "'^[+-]?[0-9]{1,17}([.][0-9]{0,20})?$'") }}
            then {{ cro.rounded_amount(cro.without_blanks(expression)) }}
        when {{ cro.regexp_matches(
            cro.without_blanks(expression),
            "'^[+-]?[0-9]{1,17}([.][0-9]{0,20})?[eE][+-]?[0-9]{1,2}$'"
        ) }}
            then case
                when abs({{ cro.try_cast(cro.without_blanks(expression), cro.type_double()) }}) < 1e17
                    then {{ cro.rounded_amount(cro.without_blanks(expression)) }}
            end
    end
{%- endmacro %}


{% macro cast_decimal(expression, digits, digits_behind_point) %}
    {{- return(adapter.dispatch('cast_decimal', 'cro')(expression, digits, digits_behind_point)) -}}
{% endmacro %}

{% macro default__cast_decimal(expression, digits, digits_behind_point) -%}
    cast({{ expression }} as numeric({{ digits }}, {{ digits_behind_point }}))
{%- endmacro %}

{#- BigQuery takes no digits in a cast, and its plain numeric would round once at nine digits and then again. -#}
{% macro bigquery__cast_decimal(expression, digits, digits_behind_point) -%}
    cast(round(cast({{ expression }} as bignumeric), {{ digits_behind_point }}) as numeric)
{%- endmacro %}


{#- The digits of type_amount, which some warehouses keep only if a cast rounds to them. -#}
{% macro rounded_amount(expression) -%}
    {{ cro.cast_decimal(expression, 28, 4) }}
{%- endmacro %}


{% macro try_integer(expression) %}
    {{- return(adapter.dispatch('try_integer', 'cro')(expression)) -}}
{% endmacro %}

{% macro default__try_integer(expression) -%}
    case
        when {{ cro.regexp_matches(cro.without_blanks(expression), "'^[+-]?[0-9]{1,18}$'") }}
            then cast({{ cro.without_blanks(expression) }} as bigint)
    end
{%- endmacro %}


{% macro try_boolean(expression) %}
    {{- return(adapter.dispatch('try_boolean', 'cro')(expression)) -}}
{% endmacro %}

{% macro default__try_boolean(expression) -%}
    case lower({{ cro.without_blanks(expression) }})
        when 'true' then true
        when 't' then true
        when '1' then true
        when 'yes' then true
        when 'false' then false
        when 'f' then false
        when '0' then false
        when 'no' then false
    end
{%- endmacro %}


{% macro try_timestamp(expression) %}
    {{- return(adapter.dispatch('try_timestamp', 'cro')(expression)) -}}
{% endmacro %}

{#-
    Text with an offset is an instant and is moved to UTC; text without one is taken to be UTC already.
    Reading through text keeps the session time zone out of it, and the pattern keeps out what warehouses
    read differently or in silence (PM, EST, BC). Digits beyond microseconds are cut, not rounded.
-#}
{% macro default__try_timestamp(expression) -%}
    {%- set microseconds = cro.regexp_replace_all(expression, '([.][0-9]{6})[0-9]+', '\\1') -%}
    case
        when {{ cro.regexp_matches(expression, cro.timestamp_pattern(has_offset=true)) }}
            then {{ cro.try_cast(
                cro.regexp_replace_all(microseconds, ' (Z|[+-])', '\\1'), 'timestamp with time zone'
            ) }} at time zone 'UTC'
        when {{ cro.regexp_matches(expression, cro.timestamp_pattern(has_offset=false)) }}
            then {{ cro.try_cast(microseconds, cro.type_timestamp()) }}
    end
{%- endmacro %}

{% macro read_timestamp(expression) %}
    {{- return(adapter.dispatch('read_timestamp', 'cro')(expression)) -}}
{% endmacro %}

{% macro default__read_timestamp(expression) -%}
    {{ cro.try_timestamp(cro.trimmed(expression)) }}
{%- endmacro %}

{#- DuckDB settles what a column is before it runs, so only the branch of its type remains; years are those of the text. -#}
{% macro duckdb__read_timestamp(expression) -%}
    case typeof({{ expression }})
            when 'TIMESTAMP'
                then case
                    when extract(year from try_cast({{ expression }} as timestamp)) between 1000 and 9999
                        then try_cast({{ expression }} as timestamp)
                end
            else {{ cro.default__read_timestamp(expression) }}
        end
{%- endmacro %}

{#- As text, a native timestamp would lose digits or follow settings of the session; so on Spark as well. -#}
{% macro snowflake__read_timestamp(expression) -%}
    {%- set raw = 'to_variant(' ~ expression ~ ')' -%}
    case typeof({{ raw }})
            when 'TIMESTAMP_NTZ' then as_timestamp_ntz({{ raw }})
            when 'TIMESTAMP_LTZ'
                then cast(convert_timezone('UTC', as_timestamp_ltz({{ raw }})) as timestamp_ntz)
            when 'TIMESTAMP_TZ'
                then cast(convert_timezone('UTC', as_timestamp_tz({{ raw }})) as timestamp_ntz)
            else {{ cro.default__read_timestamp(expression) }}
        end
{%- endmacro %}

{% macro spark__read_timestamp(expression) -%}
    case typeof({{ expression }})
            when 'timestamp_ntz' then try_cast({{ expression }} as timestamp_ntz)
            when 'timestamp'
                then cast(to_utc_timestamp(
                    try_cast({{ expression }} as timestamp), current_timezone()
                ) as timestamp_ntz)
            else {{ cro.default__read_timestamp(expression) }}
        end
{%- endmacro %}


{% macro timestamp_pattern(has_offset) -%}
    {%- set time = '[T ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]+)?)?' -%}
    {%- set offset = ' ?(Z|UTC|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)' -%}
    '^[1-9][0-9]{3}-[0-9]{2}-[0-9]{2}{{ time ~ offset if has_offset else '(' ~ time ~ ')?' }}$'
{%- endmacro %}

{#-
    For warehouses that read fewer spellings: no more than six digits behind the point, seconds always there, and an
    offset with hours, colon and minutes directly behind them.
-#}
{% macro timestamp_in_full(expression, has_offset) -%}
    {%- set cut = cro.regexp_replace_all(expression, '([.][0-9]{6})[0-9]+', '\\1') -%}
    {%- if has_offset -%}
        {%- set in_utc = cro.regexp_replace_all(cut, ' ?(Z|UTC)$', '+00:00') -%}
        {%- set with_minutes = cro.regexp_replace_all(in_utc, ' ?([+-][0-9]{2})$', '\\1:00') -%}
        {%- set with_offset = cro.regexp_replace_all(with_minutes, ' ?([+-][0-9]{2}):?([0-9]{2})$', '\\1:\\2') -%}
        {{ cro.regexp_replace_all(with_offset, '([T ][0-9]{2}:[0-9]{2})([+-])', '\\1:00\\2') }}
    {%- else -%}
        {{ cro.regexp_replace_all(cut, '([T ][0-9]{2}:[0-9]{2})$', '\\1:00') }}
    {%- endif -%}
{%- endmacro %}

{% macro snowflake__try_timestamp(expression) -%}
    case
        when {{ cro.regexp_matches(expression, cro.timestamp_pattern(has_offset=true)) }}
            then cast(convert_timezone(
                'UTC', try_to_timestamp_tz({{ cro.timestamp_in_full(expression, has_offset=true) }})
            ) as timestamp_ntz)
        when {{ cro.regexp_matches(expression, cro.timestamp_pattern(has_offset=false)) }}
            then try_to_timestamp_ntz({{ cro.timestamp_in_full(expression, has_offset=false) }})
    end
{%- endmacro %}

{% macro spark__try_timestamp(expression) -%}
    case
        when {{ cro.regexp_matches(expression, cro.timestamp_pattern(has_offset=true)) }}
            then cast(to_utc_timestamp(
                try_cast({{ cro.timestamp_in_full(expression, has_offset=true) }} as timestamp), current_timezone()
            ) as timestamp_ntz)
        when {{ cro.regexp_matches(expression, cro.timestamp_pattern(has_offset=false)) }}
            then try_cast({{ cro.timestamp_in_full(expression, has_offset=false) }} as timestamp_ntz)
    end
{%- endmacro %}

{% macro bigquery__try_timestamp(expression) -%}
    case
        when {{ cro.regexp_matches(expression, cro.timestamp_pattern(has_offset=true)) }}
            then datetime(
                safe_cast({{ cro.timestamp_in_full(expression, has_offset=true) }} as timestamp), 'UTC'
            )
        when {{ cro.regexp_matches(expression, cro.timestamp_pattern(has_offset=false)) }}
            then safe_cast({{ cro.timestamp_in_full(expression, has_offset=false) }} as datetime)
    end
{%- endmacro %}
