{% macro condition_holds(property_value, operator, value) %}
    {{- return(adapter.dispatch('condition_holds', 'cro')(property_value, operator, value)) -}}
{% endmacro %}

{% macro default__condition_holds(property_value, operator, value) -%}
    {%- set value_text = cro.trimmed(value) -%}
    {{ cro.text_condition_holds(cro.trimmed(property_value), operator, value_text, cro.list_text(value_text)) }}
{%- endmacro %}


{% macro text_condition_holds(property_text, operator, value_text, list_text) %}
    {{- return(adapter.dispatch('text_condition_holds', 'cro')(property_text, operator, value_text, list_text)) -}}
{% endmacro %}

{#-
    Operator and value come from rows, so every branch is in the SQL and the row picks one.
    The last coalesce turns "cannot be compared" into false: a result is never null.
-#}
{% macro default__text_condition_holds(property_text, operator, value_text, list_text) -%}
    {%- set is_in_list = cro.is_in_list(property_text, list_text) -%}
    {%- set property_number = cro.try_number(property_text) -%}
    {%- set value_number = cro.try_number(value_text) -%}
    coalesce(
        case {{ operator }}
            when 'equals' then {{ property_text }} = {{ value_text }}
            when 'not_equals' then {{ property_text }} <> {{ value_text }}
            when 'in' then {{ is_in_list }}
            when 'not_in' then not {{ is_in_list }}
            when 'contains' then {{ cro.text_position(value_text, property_text) }} > 0
            when 'starts_with' then left({{ property_text }}, length({{ value_text }})) = {{ value_text }}
            when 'ends_with' then right({{ property_text }}, length({{ value_text }})) = {{ value_text }}
            when 'matches' then {{ cro.regexp_matches(property_text, value_text) }}
            when 'gt' then {{ property_number }} > {{ value_number }}
            when 'gte' then {{ property_number }} >= {{ value_number }}
            when 'lt' then {{ property_number }} < {{ value_number }}
            when 'lte' then {{ property_number }} <= {{ value_number }}
            when 'exists' then {{ property_text }} is not null
            when 'not_exists' then {{ property_text }} is null
        end,
        false
    )
{%- endmacro %}
