{% macro trimmed(expression) %}
    {{- return(adapter.dispatch('trimmed', 'cro')(expression)) -}}
{% endmacro %}

{#- Empty text says as little as null, so both are null. -#}
{% macro default__trimmed(expression) -%}
    nullif({{ cro.without_blanks('cast(' ~ expression ~ ' as ' ~ dbt.type_string() ~ ')') }}, '')
{%- endmacro %}


{% macro trimmed_column(column) %}
    {{- return(adapter.dispatch('trimmed_column', 'cro')(column)) -}}
{% endmacro %}

{% macro default__trimmed_column(column) -%}
    {{ cro.trimmed(column) }}
{%- endmacro %}

{#- Taking blanks off copies the text, which is dear for long ones; few have any. -#}
{% macro duckdb__trimmed_column(column) -%}
    {%- set text = 'cast(' ~ column ~ ' as varchar)' -%}
    case
            when {{ text }} = '' then null
            when starts_with({{ text }}, ' ') or ends_with({{ text }}, ' ') then {{ cro.trimmed(column) }}
            else {{ text }}
        end
{%- endmacro %}


{% macro without_blanks(expression) %}
    {{- return(adapter.dispatch('without_blanks', 'cro')(expression)) -}}
{% endmacro %}

{% macro default__without_blanks(expression) -%}
    trim({{ expression }})
{%- endmacro %}

{#- Said without a character, these two also take off other white space, such as a no-break space. -#}
{% macro duckdb__without_blanks(expression) -%}
    trim({{ expression }}, ' ')
{%- endmacro %}

{% macro bigquery__without_blanks(expression) -%}
    trim({{ expression }}, ' ')
{%- endmacro %}


{% macro regexp_replace_all(expression, pattern, replacement) %}
    {{- return(adapter.dispatch('regexp_replace_all', 'cro')(expression, pattern, replacement)) -}}
{% endmacro %}

{% macro default__regexp_replace_all(expression, pattern, replacement) -%}
    regexp_replace({{ expression }}, '{{ pattern }}', '{{ replacement }}')
{%- endmacro %}

{% macro duckdb__regexp_replace_all(expression, pattern, replacement) -%}
    regexp_replace({{ expression }}, '{{ pattern }}', '{{ replacement }}', 'g')
{%- endmacro %}

{% macro postgres__regexp_replace_all(expression, pattern, replacement) -%}
    regexp_replace({{ expression }}, '{{ pattern }}', '{{ replacement }}', 'g')
{%- endmacro %}

{#- Redshift replaces every match without being told, and calls groups $1, $2. -#}
{% macro redshift__regexp_replace_all(expression, pattern, replacement) -%}
    {{ cro.spark__regexp_replace_all(expression, pattern, replacement) }}
{%- endmacro %}

{% macro spark__regexp_replace_all(expression, pattern, replacement) -%}
    regexp_replace({{ expression }}, '{{ pattern }}', '{{ replacement | replace("\\", "$") }}')
{%- endmacro %}

{#- Inside a literal of these two a backslash must be written twice to reach the replacement. -#}
{% macro snowflake__regexp_replace_all(expression, pattern, replacement) -%}
    regexp_replace({{ expression }}, '{{ pattern }}', '{{ replacement | replace("\\", "\\\\") }}')
{%- endmacro %}

{% macro bigquery__regexp_replace_all(expression, pattern, replacement) -%}
    {{ cro.snowflake__regexp_replace_all(expression, pattern, replacement) }}
{%- endmacro %}


{% macro regexp_capture(expression, pattern) %}
    {{- return(adapter.dispatch('regexp_capture', 'cro')(expression, pattern)) -}}
{% endmacro %}

{% macro default__regexp_capture(expression, pattern) -%}
    nullif(regexp_extract({{ expression }}, '{{ pattern }}', 1), '')
{%- endmacro %}

{% macro postgres__regexp_capture(expression, pattern) -%}
    nullif(substring({{ expression }} from '{{ pattern }}'), '')
{%- endmacro %}

{% macro snowflake__regexp_capture(expression, pattern) -%}
    nullif(regexp_substr({{ expression }}, '{{ pattern }}', 1, 1, 'e', 1), '')
{%- endmacro %}

{% macro redshift__regexp_capture(expression, pattern) -%}
    nullif(regexp_substr({{ expression }}, '{{ pattern }}', 1, 1, 'e'), '')
{%- endmacro %}

{% macro bigquery__regexp_capture(expression, pattern) -%}
    nullif(regexp_extract({{ expression }}, '{{ pattern }}'), '')
{%- endmacro %}


{% macro regexp_matches(expression, pattern) %}
    {{- return(adapter.dispatch('regexp_matches', 'cro')(expression, pattern)) -}}
{% endmacro %}

{#- Both arguments are SQL expressions: the pattern may come from a row. -#}
{% macro default__regexp_matches(expression, pattern) -%}
    regexp_like({{ expression }}, {{ pattern }})
{%- endmacro %}

{% macro duckdb__regexp_matches(expression, pattern) -%}
    regexp_matches({{ expression }}, {{ pattern }})
{%- endmacro %}

{% macro postgres__regexp_matches(expression, pattern) -%}
    ({{ expression }} ~ {{ pattern }})
{%- endmacro %}

{#- Snowflake anchors regexp_like at both ends. -#}
{% macro snowflake__regexp_matches(expression, pattern) -%}
    (regexp_instr({{ expression }}, {{ pattern }}) > 0)
{%- endmacro %}

{% macro redshift__regexp_matches(expression, pattern) -%}
    (regexp_instr({{ expression }}, {{ pattern }}) > 0)
{%- endmacro %}

{% macro bigquery__regexp_matches(expression, pattern) -%}
    regexp_contains({{ expression }}, {{ pattern }})
{%- endmacro %}


{% macro text_position(needle, haystack) %}
    {{- return(adapter.dispatch('text_position', 'cro')(needle, haystack)) -}}
{% endmacro %}

{% macro default__text_position(needle, haystack) -%}
    position({{ needle }} in {{ haystack }})
{%- endmacro %}

{% macro bigquery__text_position(needle, haystack) -%}
    strpos({{ haystack }}, {{ needle }})
{%- endmacro %}


{% macro snake_case(expression) %}
    {{- return(adapter.dispatch('snake_case', 'cro')(expression)) -}}
{% endmacro %}

{#- Only ASCII separators fold into underscores, so a name in any script survives. -#}
{% macro default__snake_case(expression) -%}
    case
        -- Most names are written this way already, and a look costs less than writing them anew.
        when {{ cro.regexp_matches(expression, "'^[a-z0-9]+(_[a-z0-9]+)*$'") }} then {{ expression }}
        else nullif(lower({{ cro.regexp_replace_all(
            cro.regexp_replace_all(
                cro.regexp_replace_all(expression, '([a-z0-9])([A-Z])', '\\1_\\2'),
                '[' ~ cro.ascii_separators() ~ '\\t\\r\\n]+',
                '_'
            ),
            '^_|_$',
            ''
        ) }}), '')
    end
{%- endmacro %}


{% macro ascii_separators() %}
    {{- return(adapter.dispatch('ascii_separators', 'cro')()) -}}
{% endmacro %}

{% macro default__ascii_separators() %} -/:-@[-`{-~{% endmacro %}

{#- In Java a bracket inside a class opens another class. -#}
{% macro spark__ascii_separators() %} -/:-@\\[-`{-~{% endmacro %}


{% macro url_parameter(url, parameter) %}
    {{- return(adapter.dispatch('url_parameter', 'cro')(url, parameter)) -}}
{% endmacro %}

{#- Trackers that read an address write blanks as blanks, and campaigns must not differ by who read them. -#}
{% macro default__url_parameter(url, parameter) -%}
    {%- set value = cro.regexp_capture(url, '[?&]' ~ parameter ~ '=([^&#]*)') -%}
    case
        when {{ cro.text_position("'='", url) }} > 0
            then {{ cro.trimmed("replace(replace(" ~ value ~ ", '+', ' '), '%20', ' ')") }}
    end
{%- endmacro %}


{% macro boolean_text(expression) %}
    {{- return(adapter.dispatch('boolean_text', 'cro')(expression)) -}}
{% endmacro %}

{% macro default__boolean_text(expression) -%}
    cast({{ expression }} as {{ dbt.type_string() }})
{%- endmacro %}

{#- Redshift casts no boolean to text. -#}
{% macro redshift__boolean_text(expression) -%}
    case when {{ expression }} then 'true' when not {{ expression }} then 'false' end
{%- endmacro %}


{% macro decimal_text(expression, digits) %}
    {{- return(adapter.dispatch('decimal_text', 'cro')(expression, digits)) -}}
{% endmacro %}

{% macro default__decimal_text(expression, digits) -%}
    cast({{ expression }} as {{ dbt.type_string() }})
{%- endmacro %}

{#- BigQuery leaves the zeros at the end away, and the point where nothing else stands behind it. -#}
{% macro bigquery__decimal_text(expression, digits) -%}
    format('%.{{ digits }}f', {{ expression }})
{%- endmacro %}
