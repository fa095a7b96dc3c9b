{#- One key for a user of a namespace, whichever tracker reports it. -#}
{% macro user_key() -%}
    {{ cro.hash_columns([
        "'user'",
        cro.namespace_of('source_name', var('cro__user_namespaces'), "''"),
        'user_id',
    ]) }}
{%- endmacro %}


{#- One key for an anonymous id of a source. -#}
{% macro anonymous_key() -%}
    {{ cro.hash_columns(["'anonymous'", 'source_name', 'anonymous_id']) }}
{%- endmacro %}
