{#-
    A reader knows the plan by its files, so a seed is named with .csv and any other relation by its own name.
-#}
{% macro input_file_name(var_name) -%}
    {%- set relation_name = ((var(var_name) | string).split(' where ') | first).split('.') | last | replace('"', '') | replace('`', '') -%}
    {%- set found = namespace(seed=false) -%}
    {%- if execute -%}
        {%- for node in graph.nodes.values() if node.resource_type == 'seed' and node.alias == relation_name -%}
            {%- set found.seed = true -%}
        {%- endfor -%}
    {%- endif -%}
    {{- return(relation_name ~ '.csv' if found.seed else relation_name) -}}
{%- endmacro %}
