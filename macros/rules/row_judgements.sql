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
{% macro content_hash() -%}
    {{ cro.hash_columns([
        'judged.event_name', 'judged.source_event_name', 'judged.event_sequence',
        'judged.anonymous_id', 'judged.user_id', 'judged.source_session_id', 'judged.platform',
        'judged.page_url', 'judged.page_type', 'judged.page_title', 'judged.page_referrer',
        'judged.screen_name', 'judged.app_version', 'judged.utm_source', 'judged.utm_medium',
        'judged.utm_campaign', 'judged.utm_term', 'judged.utm_content', 'judged.click_id',
        'judged.click_id_type', 'judged.device_category', 'judged.operating_system',
        'judged.browser', 'judged.country', 'judged.region', 'judged.city', 'judged.user_agent',
        cro.boolean_text('judged.is_bot'), cro.boolean_text('judged.is_internal'),
        'judged.order_id', 'judged.revenue',
        'judged.currency', 'judged.experiment_key', 'judged.variant_key',
        cro.boolean_text('judged.has_analytics_consent'),
        cro.boolean_text('judged.has_marketing_consent'), 'judged.properties',
    ]) }}
{%- endmacro %}
