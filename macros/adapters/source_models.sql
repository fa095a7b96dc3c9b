{#- The staging models of the trackers that are on, then the models a consumer lists: project and name. -#}
{% macro source_models() %}
    {%- set names = [] -%}
    {%- for source in var('cro__sources') -%}
        {%- if source not in ['generic', 'snowplow'] -%}
            {{ exceptions.raise_compiler_error(
                "cro__sources names the tracker '" ~ source ~ "', which has no adapter. "
                ~ "Use generic or snowplow, or list a model of yours in cro__extra_sources."
            ) }}
        {%- endif -%}
        {%- do names.append(['cro', 'stg_cro__' ~ source ~ '_events']) -%}
    {%- endfor -%}
    {%- for model in var('cro__extra_sources') -%}
        {%- do names.append([project_name, model]) -%}
    {%- endfor -%}
    {%- if not names -%}
        {{ exceptions.raise_compiler_error(
            "cro has no events to read. Name a tracker in cro__sources or a model in cro__extra_sources."
        ) }}
    {%- endif -%}
    {{- return(names) -}}
{% endmacro %}
