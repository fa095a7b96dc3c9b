{#- A moment that cannot be read would count as none given, and every report would be as of another day. -#}
{% macro check_as_of() %}
    {%- set given = var('cro__as_of') | string | trim -%}
    {%- if execute and given -%}
        {%- set as_of = cro.try_timestamp(cro.text_literal(dbt.escape_single_quotes(given))) -%}
        {%- if run_query('select case when ' ~ as_of ~ ' is null then 0 else 1 end').rows[0][0] | int == 0 -%}
            {%- do exceptions.raise_compiler_error(
                'The var cro__as_of is "' ~ given ~ '", which is no moment. '
                ~ 'Write it like 2026-01-31 or 2026-01-31 23:59:59 (UTC), or leave it empty.'
            ) -%}
        {%- endif -%}
    {%- endif -%}
{% endmacro %}
