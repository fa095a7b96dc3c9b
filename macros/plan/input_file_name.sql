{#-
    A reader knows the plan by its files, so a seed is named with .csv and any other relation by its own name.
-#}
{% macro input_file_name(var_name) -%}
    {#- dbt build --empty gives a query in place of a relation. -#}
    {%- set relation = (var(var_name) | string).split(' where ') | first -%}
    {%- set name = relation.split('.') | last | replace('"', '') | replace('`', '') -%}
    {%- set seeds = [] -%}
    {%- if execute -%}
        {%- for node in graph.nodes.values() if node.resource_type == 'seed' and node.alias == name -%}
            {%- do seeds.append(node) -%}
        {%- endfor -%}
    {%- endif -%}
    {{- return(name ~ '.csv' if seeds else name) -}}
{%- endmacro %}
