{#- A YAML file can read vars but no macros, so contracts and seeds name their types by var. -#}
{% macro check_column_types() %}
    {%- set lines = [] -%}
    {%- for name, given, needed in [
        ('text', var('cro__type_text'), cro.type_text()),
        ('double', var('cro__type_double'), cro.type_double()),
        ('amount', var('cro__type_amount'), cro.type_amount()),
        ('timestamp', var('cro__type_timestamp'), cro.type_timestamp()),
    ] if given != needed -%}
        {%- do lines.append('    cro__type_' ~ name ~ ': ' ~ needed) -%}
    {%- endfor -%}
    {%- if lines -%}
        {%- do exceptions.raise_compiler_error(
            'Contracts and seeds of cro name other types than ' ~ adapter.type() ~ ' has. '
            ~ 'Write into your dbt_project.yml:\n\nvars:\n  cro:\n' ~ lines | join('\n')
        ) -%}
    {%- endif -%}
{% endmacro %}
