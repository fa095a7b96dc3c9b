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
