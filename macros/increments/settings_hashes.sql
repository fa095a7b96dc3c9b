{#- What decides a number and stands in no table: the vars, as one hash for each group of models. -#}
{% macro event_settings_hash() -%}
    {%- set names = [
        'cro__sources', 'cro__extra_sources', 'cro__identifying_columns', 'cro__future_tolerance_seconds',
        'cro__exclude_bots', 'cro__exclude_internal', 'cro__require_analytics_consent', 'cro__user_namespaces',
        'cro__order_namespaces',
    ] -%}
    {#- The table of a tracker that is off may not exist, and naming it would ask for it. -#}
    {%- set names_of_trackers = {
        'generic': ['cro__generic_events', 'cro__generic_source_name', 'cro__generic_columns'],
        'snowplow': [
            'cro__snowplow_events', 'cro__snowplow_source_name', 'cro__snowplow_columns', 'cro__snowplow_entities',
        ],
    } -%}
    {%- for source in var('cro__sources') -%}
        {%- do names.extend(names_of_trackers.get(source, [])) -%}
    {%- endfor -%}
    {{ cro.settings_hash(names) }}
{%- endmacro %}


{% macro visitor_settings_hash() -%}
    {{ cro.settings_hash(['cro__session_gap_seconds']) }}
{%- endmacro %}


{% macro conversion_settings_hash() -%}
    {{ cro.settings_hash(['cro__reporting_time_zone', 'cro__reporting_currency']) }}
{%- endmacro %}


{% macro funnel_settings_hash() -%}
    {{ cro.settings_hash(['cro__max_funnel_steps']) }}
{%- endmacro %}


{% macro settings_hash(names) -%}
    {%- set settings = [] -%}
    {%- for name in names -%}
        {%- do settings.append(name ~ ' ' ~ tojson(var(name), sort_keys=true)) -%}
    {%- endfor -%}
    {{ local_md5(settings | join('|')) }}
{%- endmacro %}
