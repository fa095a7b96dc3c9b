{% macro check_column_types() %}
    {%- set given = {
        'text': var('cro__type_text'), 'double': var('cro__type_double'), 'timestamp': var('cro__type_timestamp')
    } -%}
    {%- set lines = [] -%}
    {%- for name, type in cro.column_types().items() if given[name] != type -%}
        {%- do lines.append('    cro__type_' ~ name ~ ': ' ~ type) -%}
    {%- endfor -%}
    {%- if lines -%}
        {%- do exceptions.raise_compiler_error(
            'Contracts and seeds of cro name other types than ' ~ adapter.type() ~ ' has. '
            ~ 'Write into your dbt_project.yml:\n\nvars:\n  cro:\n' ~ lines | join('\n')
        ) -%}
    {%- endif -%}
{% endmacro %}
