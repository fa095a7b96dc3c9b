{#- True for rows of either tracker that a rule about one action told twice looks at. -#}
{% macro is_overlapping(rows, overlaps) -%}
    {{ rows }}.source_name in ({{ overlaps }}.preferred_source, {{ overlaps }}.other_source)
            and coalesce({{ overlaps }}.event_name, {{ rows }}.event_name) = {{ rows }}.event_name
{%- endmacro %}


{#- What both trackers must say alike. -#}
{% macro match_value(rows, overlaps) -%}
    case {{ overlaps }}.match_column
            when 'order_id' then {{ rows }}.order_id
            when 'user_id' then {{ rows }}.user_id
            when 'event_id' then {{ rows }}.event_id
        end
{%- endmacro %}


{#- True for two rules that may look at one and the same event; a rule without an event looks at all. -#}
{% macro is_about_the_same_event(one, other) -%}
    (
                coalesce({{ one }}.event_name, {{ other }}.event_name) is null
                or coalesce({{ one }}.event_name, {{ other }}.event_name)
                = coalesce({{ other }}.event_name, {{ one }}.event_name)
            )
{%- endmacro %}
