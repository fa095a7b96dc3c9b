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


{% macro try_number(expression) %}
    {{- return(adapter.dispatch('try_number', 'cro')(expression)) -}}
{% endmacro %}

{#- Warehouses disagree on NaN, Infinity and hexadecimal text, so only plain decimal numbers count. -#}
{% macro default__try_number(expression) -%}
    case
        when {{ cro.regexp_matches(
            'trim(' ~ expression ~ ')',
            "'^[+-]?[0-9]{1,100}([.][0-9]{0,100})?([eE][+-]?[0-9]{1,2})?$'"
        ) }}
            then {{ cro.try_cast('trim(' ~ expression ~ ')', cro.type_double()) }}
    end
{%- endmacro %}


{% macro try_amount(expression) %}
    {{- return(adapter.dispatch('try_amount', 'cro')(expression)) -}}
{% endmacro %}

{% macro default__try_amount(expression) -%}
    case
        when {{ cro.regexp_matches('trim(' ~ expression ~ ')', "'^[+-]?[0-9]{1,24}([.][0-9]{0,20})?$'") }}
            then cast(trim({{ expression }}) as {{ cro.type_amount() }})
    end
{%- endmacro %}


{% macro try_integer(expression) %}
    {{- return(adapter.dispatch('try_integer', 'cro')(expression)) -}}
{% endmacro %}

{% macro default__try_integer(expression) -%}
    case
        when {{ cro.regexp_matches('trim(' ~ expression ~ ')', "'^[+-]?[0-9]{1,18}$'") }}
            then cast(trim({{ expression }}) as bigint)
    end
{%- endmacro %}


{% macro try_boolean(expression) %}
    {{- return(adapter.dispatch('try_boolean', 'cro')(expression)) -}}
{% endmacro %}

{% macro default__try_boolean(expression) -%}
    case lower(trim({{ expression }}))
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
    Reading through text keeps the session time zone out of it.
-#}
{% macro default__try_timestamp(expression) -%}
    case
        when {{ cro.regexp_matches(expression, "'^[0-9]{4}-[0-9]{2}-[0-9]{2}[T ].*(Z|UTC|[+-][0-9]{2}(:?[0-9]{2})?)$'") }}
            then {{ cro.try_cast(expression, 'timestamp with time zone') }} at time zone 'UTC'
        when {{ cro.regexp_matches(expression, "'^[0-9]{4}-[0-9]{2}-[0-9]{2}'") }}
            then {{ cro.try_cast(expression, cro.type_timestamp()) }}
    end
{%- endmacro %}

{% macro snowflake__try_timestamp(expression) -%}
    case
        when regexp_like({{ expression }}, '^[0-9]{4}-[0-9]{2}-[0-9]{2}.*')
            then cast(convert_timezone('UTC', try_to_timestamp_tz(replace({{ expression }}, ' UTC', 'Z'))) as timestamp_ntz)
    end
{%- endmacro %}

{% macro spark__try_timestamp(expression) -%}
    case
        when {{ expression }} rlike '^[0-9]{4}-[0-9]{2}-[0-9]{2}[T ].*(Z|UTC|[+-][0-9]{2}(:?[0-9]{2})?)$'
            then cast(to_utc_timestamp(try_cast({{ expression }} as timestamp), current_timezone()) as timestamp_ntz)
        when {{ expression }} rlike '^[0-9]{4}-[0-9]{2}-[0-9]{2}'
            then try_cast({{ expression }} as timestamp_ntz)
    end
{%- endmacro %}

{% macro bigquery__try_timestamp(expression) -%}
    case
        when regexp_contains({{ expression }}, '^[0-9]{4}-[0-9]{2}-[0-9]{2}')
            then datetime(safe_cast({{ expression }} as timestamp), 'UTC')
    end
{%- endmacro %}
