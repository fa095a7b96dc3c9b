{#- The namespace a dictionary var gives a source, or the default expression. -#}
{% macro namespace_of(source_column, namespaces, default) -%}
    {%- if namespaces -%}
    case {{ source_column }}
    {%- for source, namespace in namespaces.items() %}
        when '{{ dbt.escape_single_quotes(source) }}' then '{{ dbt.escape_single_quotes(namespace) }}'
    {%- endfor %}
        else {{ default }} end
    {%- else -%}
    {{ default }}
    {%- endif -%}
{%- endmacro %}


{#- The columns of the adapter shape that an adapter fills with what the tracker sent. -#}
{% macro tracker_columns() -%}
    {{- return(['source_event_name'] + cro.generic_columns() | reject('equalto', 'event_name') | list) -}}
{%- endmacro %}


{#- The hash of the columns that tell two rows of one tracker apart. -#}
{% macro identifying_hash() -%}
    {%- set expressions = [] -%}
    {#- What is no list of names is told by check_settings, once the project is parsed. -#}
    {%- for column in (var('cro__identifying_columns') or []) | map('string') -%}
        {%- do expressions.append(cro.epoch_microseconds(column) if column.endswith('_at') else column) -%}
    {%- endfor -%}
    {{ cro.hash_columns(expressions) }}
{%- endmacro %}


{#- Whose series of order ids the source belongs to. -#}
{% macro order_namespace(source_column='source_name') -%}
    {{ cro.namespace_of(source_column, var('cro__order_namespaces'), source_column) }}
{%- endmacro %}
