{% macro json_value(json_text, path) %}
    {{- return(adapter.dispatch('json_value', 'cro')(json_text, path)) -}}
{% endmacro %}

{#-
    The path is a SQL expression, so that it may come from a row: keys and array positions (from 0) joined by dots,
    such as 'checkout.step' or 'products.0.id'; '0.id' is the first element of a list.
-#}
{% macro default__json_value(json_text, path) -%}
    get_json_object({{ json_text }}, '$' || regexp_replace('.' || {{ path }}, '[.]([0-9]+)', '[$1]'))
{%- endmacro %}

{#- A JSON pointer takes any key; in a JSON path a key such as $id would need quotes. -#}
{% macro duckdb__json_value(json_text, path) -%}
    json_extract_string(
        {{ json_text }},
        '/' || replace(replace(replace({{ path }}, '~', '~0'), '/', '~1'), '.', '/')
    )
{%- endmacro %}

{#- A number is written as DuckDB writes it: without needless zeros, with a point where it was sent with one. -#}
{% macro postgres__json_value(json_text, path) -%}
    {%- set member = '(cast(' ~ json_text ~ ' as json) #> string_to_array(' ~ path ~ ", '.'))" -%}
    {%- set number = 'trim_scale(cast(' ~ member ~ " #>> '{}' as numeric))" -%}
    case
        when json_typeof({{ member }}) = 'number' and cast({{ member }} as text) ~ '[.eE]'
            then cast({{ number }} as text) || case when scale({{ number }}) = 0 then '.0' else '' end
        else {{ member }} #>> '{}'
    end
{%- endmacro %}

{#-
    Snowflake stops on a key such as $id or 3d without quotes, and may parse a text before a filter takes its row away.
-#}
{% macro snowflake__json_value(json_text, path) -%}
    cast(get_path(
        try_parse_json({{ json_text }}),
        ltrim(regexp_replace(
            regexp_replace('.' || {{ path }}, '[.]([0-9]*[^0-9.][^.]*)', '."\\1"'), '[.]([0-9]+)', '[\\1]'
        ), '.')
    ) as varchar)
{%- endmacro %}

{#-
    Redshift names list positions and keys by different functions, so each further part of a path from a row doubles the
    expression; a longer path may hold five keys.
-#}
{% macro redshift__json_value(json_text, path) -%}
    {%- if path.startswith("'") -%}
        {%- set members = [json_text] -%}
        {%- for part in path[1:-1].split('.') -%}
            {%- do members.append(
                'json_extract_array_element_text(' ~ members | last ~ ', ' ~ part ~ ', true)' if part.isdigit()
                else 'json_extract_path_text(' ~ members | last ~ ", '" ~ part ~ "', true)"
            ) -%}
        {%- endfor -%}
    nullif({{ members | last }}, '')
    {%- else -%}
        {%- set parts = [] -%}
        {%- for number in range(1, 6) -%}
            {%- do parts.append('split_part(' ~ path ~ ", '.', " ~ number ~ ')') -%}
        {%- endfor -%}
        {%- set members = [json_text] -%}
        {%- for part in parts[:4] -%}
            {%- do members.append(
                'case when ' ~ part ~ " ~ '^[0-9]+$'"
                ~ ' then json_extract_array_element_text(' ~ members | last ~ ', cast(' ~ part ~ ' as integer), true)'
                ~ ' else json_extract_path_text(' ~ members | last ~ ', ' ~ part ~ ', true) end'
            ) -%}
        {%- endfor -%}
    nullif(case regexp_count({{ path }}, '[.]')
            {%- for member in members[1:] %}
            when {{ loop.index0 }} then {{ member }}
            {%- endfor %}
            when 4 then json_extract_path_text({{ json_text }}, {{ parts | join(', ') }}, true)
        end, '')
    {%- endif -%}
{%- endmacro %}

{#- BigQuery takes no path from a row, but a key or position; each level is a query of its own, so as to stand once. -#}
{% macro bigquery__json_value(json_text, path) -%}
    {%- set levels = ['(select parse_json(' ~ json_text ~ ", wide_number_mode => 'round') as member) as level_0"] -%}
    {%- for number in range(6) -%}
        {%- set part = 'split(' ~ path ~ ", '.')[safe_offset(" ~ number ~ ')]' -%}
        {%- set level = 'level_' ~ number -%}
        {%- do levels.append(
            '(select case when ' ~ part ~ ' is null then ' ~ level ~ '.member else coalesce('
            ~ level ~ '.member[' ~ part ~ '], ' ~ level ~ '.member[safe_cast(' ~ part ~ ' as int64)]'
            ~ ') end as member from ' ~ levels | last ~ ') as level_' ~ (number + 1)
        ) -%}
    {%- endfor -%}
    (
        select coalesce(
            json_value(level_6.member),
            case when json_type(level_6.member) in ('object', 'array') then to_json_string(level_6.member) end
        )
        from {{ levels | last }}
    )
{%- endmacro %}


{% macro json_quoted(text) %}
    {{- return(adapter.dispatch('json_quoted', 'cro')(text)) -}}
{% endmacro %}

{% macro default__json_quoted(text) -%}
    ('"' || replace(replace({{ text }}, '\\', '\\\\'), '"', '\\"') || '"')
{%- endmacro %}

{% macro duckdb__json_quoted(text) -%}
    cast(to_json({{ text }}) as varchar)
{%- endmacro %}

{% macro postgres__json_quoted(text) -%}
    cast(to_json({{ text }}) as text)
{%- endmacro %}

{% macro redshift__json_quoted(text) -%}
    {{ cro.default__json_quoted(text) }}
{%- endmacro %}

{% macro bigquery__json_quoted(text) -%}
    to_json_string({{ text }})
{%- endmacro %}


{% macro json_object(texts, documents={}) %}
    {{- return(adapter.dispatch('json_object', 'cro')(texts, documents)) -}}
{% endmacro %}

{#- What is null is left out; an object without a key is null. -#}
{% macro default__json_object(texts, documents) -%}
    {%- set members = [] -%}
    {%- for key, expression in texts.items() -%}
        {%- do members.append("coalesce(', \"" ~ key ~ "\": ' || " ~ cro.json_quoted(expression) ~ ", '')") -%}
    {%- endfor -%}
    {%- for key, expression in documents.items() -%}
        {%- do members.append("coalesce(', \"" ~ key ~ "\": ' || " ~ expression ~ ", '')") -%}
    {%- endfor -%}
    {%- if members -%}
        '{' || nullif(substring(
            {{ members | join('\n                || ') }},
            3
        ), '') || '}'
    {%- else -%}
        cast(null as {{ dbt.type_string() }})
    {%- endif -%}
{%- endmacro %}


{% macro is_json(text) %}
    {{- return(adapter.dispatch('is_json', 'cro')(text)) -}}
{% endmacro %}

{% macro default__is_json(text) -%}
    (get_json_object({{ text }}, '$') is not null)
{%- endmacro %}

{#-
    DuckDB also takes NaN, Infinity and a comma before a closing bracket, which no other warehouse can read;
    only a text that may hold one of them pays for looking outside its strings.
-#}
{% macro duckdb__is_json(text) -%}
    (
        json_valid({{ text }})
        and {{ cro.has_few_brackets(text) }}
        and position('\u0000' in {{ text }}) = 0
        and case
            when regexp_matches({{ text }}, '(?i)nan|inf|,\s*[}\]]')
                then not regexp_matches(
                    regexp_replace({{ text }}, '"([^"\\]|\\.)*"', '""', 'g'), '(?i)nan|inf|,\s*[}\]]'
                )
            else true
        end
    )
{%- endmacro %}

{% macro postgres__is_json(text) -%}
    (case when {{ cro.has_few_brackets(text) }} then pg_input_is_valid({{ text }}, 'jsonb') else false end)
{%- endmacro %}

{#- PostgreSQL breaks off at some 16,000 levels, so that one such row would stop every run. -#}
{% macro has_few_brackets(text) -%}
    (
        length({{ text }}) < 15000
        or length({{ text }}) - length(translate({{ text }}, '[{', '')) < 15000
    )
{%- endmacro %}

{% macro snowflake__is_json(text) -%}
    (try_parse_json({{ text }}) is not null)
{%- endmacro %}

{% macro redshift__is_json(text) -%}
    is_valid_json({{ text }})
{%- endmacro %}

{% macro bigquery__is_json(text) -%}
    (safe.parse_json({{ text }}, wide_number_mode => 'round') is not null)
{%- endmacro %}


{% macro column_or_null(relation_alias, column_name) %}
    {{- return(adapter.dispatch('column_or_null', 'cro')(relation_alias, column_name)) -}}
{% endmacro %}

{#- Read through the row's JSON, a column that a CSV file does not have is null instead of an error. -#}
{% macro default__column_or_null(relation_alias, column_name) -%}
    nullif(trim(get_json_object(to_json(struct({{ relation_alias }}.*)), '$.{{ column_name }}')), '')
{%- endmacro %}

{% macro duckdb__column_or_null(relation_alias, column_name) -%}
    nullif(trim(json_extract_string(to_json({{ relation_alias }}), '$.{{ column_name }}'), ' '), '')
{%- endmacro %}

{% macro postgres__column_or_null(relation_alias, column_name) -%}
    nullif(trim(to_jsonb({{ relation_alias }}) ->> '{{ column_name }}'), '')
{%- endmacro %}

{% macro snowflake__column_or_null(relation_alias, column_name) -%}
    nullif(trim(cast(
        coalesce(
            get_path(object_construct({{ relation_alias }}.*), '{{ column_name | upper }}'),
            get_path(object_construct({{ relation_alias }}.*), '{{ column_name }}')
        ) as varchar
    )), '')
{%- endmacro %}

{% macro redshift__column_or_null(relation_alias, column_name) -%}
    nullif(trim(cast(object_transform({{ relation_alias }}).{{ column_name }} as varchar)), '')
{%- endmacro %}

{#- BigQuery may stop on a number too wide for JSON that it is not told to write as text. -#}
{% macro bigquery__column_or_null(relation_alias, column_name) -%}
    nullif(trim(
        json_value(to_json({{ relation_alias }}, stringify_wide_numbers => true), '$.{{ column_name }}')
    ), '')
{%- endmacro %}
