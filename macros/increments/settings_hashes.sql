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
    {{ local_md5(cro.settings_hash(names) ~ cro.source_checksums()) }}
{%- endmacro %}


{#- The text of every model, up to its seeds and sources, from which the raw rows come that stand in no table yet. -#}
{% macro source_checksums() -%}
    {%- set checksums = [] -%}
    {%- if execute -%}
        {%- do cro.collect_checksums('model.cro.stg_cro__tracker_events', checksums) -%}
    {%- endif -%}
    {{- return(checksums | sort | join('|')) -}}
{%- endmacro %}


{% macro collect_checksums(unique_id, checksums) -%}
    {%- for parent in graph.nodes.get(unique_id, {}).get('depends_on', {}).get('nodes', []) -%}
        {%- set node = graph.nodes.get(parent, {}) -%}
        {%- if node.get('resource_type') == 'model' and node.name != 'int_cro__rule_hashes' -%}
            {%- set checksum = node.name ~ ' ' ~ node.checksum.checksum -%}
            {#- The package's own models change with its version, which docs/incremental_runs.md speaks of. -#}
            {%- if node.package_name != 'cro' and checksum not in checksums -%}
                {%- do checksums.append(checksum) -%}
            {%- endif -%}
            {%- do cro.collect_checksums(parent, checksums) -%}
        {%- endif -%}
    {%- endfor -%}
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
