{#- A name that the var does not list is a column this atomic.events does not have. -#}
{% macro snowplow_column(name) -%}
    {{ cro.trimmed(var('cro__snowplow_columns').get(name) or 'null') }}
{%- endmacro %}


{#- One document for all entities, so that rules can reach any of them by a path; an empty list says nothing. -#}
{% macro snowplow_entities() -%}
    {%- set documents = {} -%}
    {%- for name, expression in var('cro__snowplow_entities').items() -%}
        {%- do documents.update({name: "nullif(" ~ cro.trimmed(expression) ~ ", '[]')"}) -%}
    {%- endfor -%}
    {{ cro.json_object({}, documents) }}
{%- endmacro %}


{#- A typing error in the var would else read as a column full of nulls. -#}
{% macro refuse_unknown_snowplow_columns() -%}
    {%- set known = [
        'load_tstamp', 'network_userid', 'app_version', 'mkt_clickid', 'mkt_network', 'br_family', 'os_family',
        'dvce_type', 'geo_country', 'geo_region', 'geo_city', 'tr_orderid', 'tr_total', 'tr_currency',
        'is_internal', 'experiment_key', 'variant_key', 'has_analytics_consent', 'has_marketing_consent',
    ] -%}
    {%- for column in var('cro__snowplow_columns') -%}
        {%- if column not in known -%}
            {{ exceptions.raise_compiler_error(
                "cro__snowplow_columns names '" ~ column ~ "', which the Snowplow adapter does not read. Name one of: "
                ~ known | join(', ') ~ "; entities go into cro__snowplow_entities."
            ) }}
        {%- endif -%}
    {%- endfor -%}
{%- endmacro %}
