{#- The first thing that makes a raw row unusable, as a sentence with its remedy; null for a sound row. -#}
{% macro quarantine_reason() -%}
    case
            when event_name is null
                then 'The row has no event name. Fill the column that is mapped to event_name.'
            when occurred_at is null
                then 'The row has no usable time. Send occurred_at as a timestamp such as 2026-01-31 12:00:00.'
            when extract(year from occurred_at) < 1990 or extract(year from occurred_at) > 2200
                then 'The row is dated outside 1990 to 2200. Correct the clock or the unit of occurred_at.'
            when loaded_at is null
                then 'The row has no usable load time. Fill the column that is mapped to loaded_at.'
            when anonymous_id is null and user_id is null
                then 'The row has neither anonymous_id nor user_id. Send at least one that is not a junk id.'
            when occurred_at > {{ cro.add_seconds(
                'coalesce(received_at, loaded_at)', var('cro__future_tolerance_seconds')
            ) }}
                then 'The row is dated later than it arrived. Correct the clock that writes occurred_at.'
            when unreadable_columns is not null
                then 'The row has an unreadable value in ' || unreadable_columns
                    || '. Send a value of the right type or none.'
            when properties is not null and not {{ cro.is_json('properties') }}
                then 'The row has properties that are not valid JSON. Send a JSON object or none.'
        end
{%- endmacro %}


{#- Why a sound row is left out of every count by the settings of the project; null for a row that counts. -#}
{% macro exclusion_reason() -%}
    case
            {% if var('cro__exclude_internal') -%}
            when is_internal then 'internal'
            {%- endif %}
            {% if var('cro__exclude_bots') -%}
            when is_bot then 'bot'
            {%- endif %}
            {% if var('cro__require_analytics_consent') -%}
            when has_analytics_consent = false then 'no_analytics_consent'
            {%- endif %}
            when 1 = 0 then 'none'
        end
{%- endmacro %}


{#- Orders rows that agree in everything that identifies them, so that the winner never depends on arrival. -#}
{% macro content_hash(rows) -%}
    {{ cro.hash_columns([
        rows ~ '.event_name', rows ~ '.source_event_name', rows ~ '.event_sequence',
        rows ~ '.anonymous_id', rows ~ '.user_id', rows ~ '.source_session_id', rows ~ '.platform',
        rows ~ '.page_url', rows ~ '.page_type', rows ~ '.page_title', rows ~ '.page_referrer',
        rows ~ '.screen_name', rows ~ '.app_version', rows ~ '.utm_source', rows ~ '.utm_medium',
        rows ~ '.utm_campaign', rows ~ '.utm_term', rows ~ '.utm_content', rows ~ '.click_id',
        rows ~ '.click_id_type', rows ~ '.device_category', rows ~ '.operating_system',
        rows ~ '.browser', rows ~ '.country', rows ~ '.region', rows ~ '.city', rows ~ '.user_agent',
        cro.boolean_text(rows ~ '.is_bot'), cro.boolean_text(rows ~ '.is_internal'),
        rows ~ '.order_id', rows ~ '.revenue',
        rows ~ '.currency', rows ~ '.experiment_key', rows ~ '.variant_key',
        cro.boolean_text(rows ~ '.has_analytics_consent'),
        cro.boolean_text(rows ~ '.has_marketing_consent'), rows ~ '.properties',
    ]) }}
{%- endmacro %}
