{#- What the channel rules may look at, as one key. -#}
{% macro origin_key() -%}
    {{ cro.hash_columns([
        'utm_source', 'utm_medium', 'lower(utm_campaign)', 'click_id_type', 'referrer_host'
    ]) }}
{%- endmacro %}
