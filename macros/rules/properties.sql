{% macro canonical_properties() %}
    {{- return([
        'event_name', 'source_name', 'source_event_name', 'source_session_id', 'anonymous_id', 'user_id', 'platform',
        'page_url', 'page_host', 'page_path', 'page_type', 'page_title', 'page_referrer', 'referrer_host',
        'screen_name', 'app_version',
        'utm_source', 'utm_medium', 'utm_campaign', 'utm_term', 'utm_content', 'click_id', 'click_id_type',
        'device_category', 'operating_system', 'browser', 'country', 'region', 'city',
        'order_id', 'revenue', 'currency', 'experiment_key', 'variant_key',
    ] + cro.consents()) -}}
{% endmacro %}


{#- The canonical properties that are true or false. -#}
{% macro consents() %}
    {{- return(['has_analytics_consent', 'has_marketing_consent']) -}}
{% endmacro %}


{% macro moment_properties() %}
    {{- return([
        'seconds_since_session_start', 'session_number', 'days_since_previous_session', 'days_since_first_seen',
    ]) -}}
{% endmacro %}


{% macro rule_operators() %}
    {{- return([
        'equals', 'not_equals', 'in', 'not_in', 'contains', 'starts_with', 'ends_with', 'matches',
        'gt', 'gte', 'lt', 'lte', 'exists', 'not_exists',
    ]) -}}
{% endmacro %}


{#- Names known to the package as a SQL list: 'a', 'b'. -#}
{% macro quoted_list(names) -%}
    '{{ names | join("', '") }}'
{%- endmacro %}


{% macro text_rows(texts, column_name) -%}
    {%- set first_row = "select cast('" ~ texts | join("' as " ~ dbt.type_string() ~ ") as " ~ column_name
        ~ " union all select cast('") ~ "' as " ~ dbt.type_string() ~ ") as " ~ column_name -%}
    {%- set no_row = "select " ~ column_name ~ " from (select cast(null as " ~ dbt.type_string() ~ ") as "
        ~ column_name ~ ") as no_text where 1 = 0" -%}
    {{ first_row if texts else no_row }}
{%- endmacro %}


{% macro canonical_property_value(relation_alias, property_name) %}
    {{- return(adapter.dispatch('canonical_property_value', 'cro')(relation_alias, property_name)) -}}
{% endmacro %}

{#- The name comes from a row, so every canonical column stands in the SQL and the row picks one. -#}
{% macro default__canonical_property_value(relation_alias, property_name) -%}
    case {{ property_name }}
        {%- for name in cro.canonical_properties() %}
        {%- set column = relation_alias ~ '.' ~ name %}
        when '{{ name }}' then {{ cro.trimmed(cro.boolean_text(column) if name in cro.consents() else column) }}
        {%- endfor %}
    end
{%- endmacro %}
