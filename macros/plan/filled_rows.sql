{#- A spreadsheet saves rows that were once filled in, or only formatted, as nothing but separators. -#}
{% macro filled_rows(var_name, plan_part) -%}
    {%- set cells = [] -%}
    {%- for column in cro.file_columns(plan_part) -%}
        {%- do cells.append(cro.column_or_null('input_row', column) ~ ' is not null') -%}
    {%- endfor -%}
    select *
    from (
        select
            input_row.*,
            {{ cells | join('\n            or ') }} as is_filled_row
        from (select * from {{ var(var_name) }}) as input_row
    ) as input_rows
    where is_filled_row
{%- endmacro %}


{#- What the package reads of each file: a loader fills columns of its own in every row. -#}
{% macro file_columns(plan_part) -%}
    {{- return({
        'micro_conversions': [
            'micro_conversion_key', 'label', 'description', 'action', 'context', 'success_criteria',
            'category', 'intent_strength', 'funnel_stage', 'conversion_group', 'frequency_rule',
            'cooldown_seconds', 'min_occurrences', 'leads_to', 'is_passive', 'owner', 'status',
            'definition_version', 'valid_from', 'valid_to', 'value', 'currency',
        ],
        'macro_conversions': [
            'macro_conversion_key', 'label', 'description', 'action', 'context', 'success_criteria',
            'funnel_stage', 'is_primary', 'frequency_rule', 'cooldown_seconds', 'min_occurrences', 'follows',
            'owner', 'status', 'definition_version', 'valid_from', 'valid_to', 'value', 'currency',
        ],
        'rules': ['conversion_key', 'definition_version', 'rule_group', 'property', 'operator', 'value'],
        'funnels': ['funnel_key', 'label', 'owner', 'status', 'unit', 'window_seconds', 'order_mode'],
        'funnel_steps': [
            'funnel_key', 'step_number', 'conversion_key', 'is_optional', 'max_seconds_from_previous',
            'hold_property',
        ],
        'properties': ['property_name', 'property_type', 'path', 'description'],
        'channel_rules': ['rule_number', 'channel', 'property', 'operator', 'value'],
        'traffic_rules': ['traffic_type', 'property', 'operator', 'value'],
        'page_type_rules': ['rule_number', 'page_type', 'property', 'operator', 'value'],
        'event_aliases': ['source_name', 'alias', 'event_name'],
        'exchange_rates': ['currency', 'valid_from', 'valid_to', 'rate', 'reporting_currency'],
        'passive_events': ['event_name'],
        'segments': ['segment_name', 'session_column'],
        'landmarks': ['unit', 'landmark_seconds', 'horizon_seconds'],
        'past_tense_words': ['word'],
        'source_overlaps': ['preferred_source', 'other_source', 'event_name', 'match_column', 'max_seconds'],
    }[plan_part]) -}}
{%- endmacro %}
