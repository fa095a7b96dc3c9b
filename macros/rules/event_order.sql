{#- The one order of events: time, then the tracker's own sequence, then the key, so that no tie is left open. -#}
{% macro event_order(alias=none) -%}
    {%- set prefix = alias ~ '.' if alias else '' -%}
    {{ prefix }}occurred_at, coalesce({{ prefix }}event_sequence, 9223372036854775807), {{ prefix }}event_key
{%- endmacro %}
