{#-
    The whole generic adapter, so that a second table needs one line in a model of yours.
-#}
{% macro generic_events(relation, source_name, columns) -%}
{{ cro.refuse_unknown_columns(columns) }}
with

raw_rows as (
    select * from {{ relation }}
),

texts as (
    select
        coalesce({{ cro.raw_text(columns, 'source_name') }}, '{{ dbt.escape_single_quotes(source_name) }}') as source_name,
        {{ cro.raw_text(columns, 'event_id') }} as event_id,
        {{ cro.raw_text(columns, 'event_name') }} as source_event_name,
        {{ cro.raw_text(columns, 'event_sequence') }} as event_sequence_text,
        {{ cro.raw_value(columns, 'occurred_at') }} as raw_occurred_at,
        {{ cro.raw_value(columns, 'received_at') }} as raw_received_at,
        {{ cro.raw_value(columns, 'loaded_at') }} as raw_loaded_at,
        {{ cro.raw_text(columns, 'anonymous_id') }} as anonymous_id,
        {{ cro.raw_text(columns, 'user_id') }} as user_id,
        {{ cro.raw_text(columns, 'source_session_id') }} as source_session_id,
        {{ cro.raw_text(columns, 'platform') }} as platform,
        {{ cro.raw_text(columns, 'page_url') }} as page_url,
        {{ cro.raw_text(columns, 'page_type') }} as page_type,
        {{ cro.raw_text(columns, 'page_title') }} as page_title,
        {{ cro.raw_text(columns, 'page_referrer') }} as page_referrer,
        {{ cro.raw_text(columns, 'screen_name') }} as screen_name,
        {{ cro.raw_text(columns, 'app_version') }} as app_version,
        {{ cro.raw_text(columns, 'utm_source') }} as utm_source,
        {{ cro.raw_text(columns, 'utm_medium') }} as utm_medium,
        {{ cro.raw_text(columns, 'utm_campaign') }} as utm_campaign,
        {{ cro.raw_text(columns, 'utm_term') }} as utm_term,
        {{ cro.raw_text(columns, 'utm_content') }} as utm_content,
        {{ cro.raw_text(columns, 'click_id') }} as click_id,
        {{ cro.raw_text(columns, 'click_id_type') }} as click_id_type,
        {{ cro.raw_text(columns, 'device_category') }} as device_category,
        {{ cro.raw_text(columns, 'operating_system') }} as operating_system,
        {{ cro.raw_text(columns, 'browser') }} as browser,
        {{ cro.raw_text(columns, 'country') }} as country,
        {{ cro.raw_text(columns, 'region') }} as region,
        {{ cro.raw_text(columns, 'city') }} as city,
        {{ cro.raw_text(columns, 'user_agent') }} as user_agent,
        {{ cro.raw_text(columns, 'is_bot') }} as is_bot_text,
        {{ cro.raw_text(columns, 'is_internal') }} as is_internal_text,
        {{ cro.raw_text(columns, 'order_id') }} as order_id,
        {{ cro.raw_text(columns, 'revenue') }} as revenue_text,
        {{ cro.raw_text(columns, 'currency') }} as currency,
        {{ cro.raw_text(columns, 'experiment_key') }} as experiment_key,
        {{ cro.raw_text(columns, 'variant_key') }} as variant_key,
        {{ cro.raw_text(columns, 'has_analytics_consent') }} as has_analytics_consent_text,
        {{ cro.raw_text(columns, 'has_marketing_consent') }} as has_marketing_consent_text,
        {{ cro.raw_text(columns, 'properties') }} as properties
    from raw_rows
),

readings as (
    select
        texts.*,
        {{ cro.try_integer('event_sequence_text') }} as event_sequence,
        {{ cro.read_timestamp('raw_occurred_at') }} as occurred_at,
        {{ cro.read_timestamp('raw_received_at') }} as received_at,
        {{ cro.read_timestamp('raw_loaded_at') }} as mapped_loaded_at,
        {{ cro.try_boolean('is_bot_text') }} as is_bot,
        {{ cro.try_boolean('is_internal_text') }} as is_internal,
        {{ cro.try_amount('revenue_text') }} as revenue,
        {{ cro.try_boolean('has_analytics_consent_text') }} as has_analytics_consent,
        {{ cro.try_boolean('has_marketing_consent_text') }} as has_marketing_consent
    from texts
),

renamed as (
    select
        source_name,
        event_id,
        source_event_name,
        event_sequence,
        occurred_at,
        received_at,
        {% if columns.get('loaded_at') -%}
        mapped_loaded_at as loaded_at,
        {%- else -%}
        -- A table without a load time is taken to be loaded as it arrives.
        coalesce(received_at, occurred_at) as loaded_at,
        {%- endif %}
        anonymous_id,
        user_id,
        source_session_id,
        platform,
        page_url,
        page_type,
        page_title,
        page_referrer,
        screen_name,
        app_version,
        utm_source,
        utm_medium,
        utm_campaign,
        utm_term,
        utm_content,
        click_id,
        click_id_type,
        device_category,
        operating_system,
        browser,
        country,
        region,
        city,
        user_agent,
        is_bot,
        is_internal,
        order_id,
        revenue,
        currency,
        experiment_key,
        variant_key,
        has_analytics_consent,
        has_marketing_consent,
        properties,
        {{ cro.unreadable_columns({
            'event_sequence': ('event_sequence_text', 'event_sequence'),
            'occurred_at': (cro.trimmed('raw_occurred_at'), 'occurred_at'),
            'received_at': (cro.trimmed('raw_received_at'), 'received_at'),
            'loaded_at': (cro.trimmed('raw_loaded_at'), 'mapped_loaded_at'),
            'is_bot': ('is_bot_text', 'is_bot'),
            'is_internal': ('is_internal_text', 'is_internal'),
            'revenue': ('revenue_text', 'revenue'),
            'has_analytics_consent': ('has_analytics_consent_text', 'has_analytics_consent'),
            'has_marketing_consent': ('has_marketing_consent_text', 'has_marketing_consent'),
        }) }} as unreadable_columns
    from readings
)

select * from renamed
{%- endmacro %}


{#- Null where the mapping does not name the column, so that a table may have as few as it has. -#}
{% macro raw_text(columns, column_name) -%}
    {%- if columns.get(column_name) -%}
        {{ cro.trimmed_column(columns[column_name]) }}
    {%- else -%}
        cast(null as {{ dbt.type_string() }})
    {%- endif -%}
{%- endmacro %}


{#- As it is, for a reader that may know its type. -#}
{% macro raw_value(columns, column_name) -%}
    {{- columns.get(column_name) or 'cast(null as ' ~ dbt.type_string() ~ ')' -}}
{%- endmacro %}


{#- What a raw table may have for the generic adapter, by the canonical name. -#}
{% macro generic_columns() -%}
    {{- return([
        'source_name', 'event_id', 'event_name', 'event_sequence', 'occurred_at', 'received_at', 'loaded_at',
        'anonymous_id', 'user_id', 'source_session_id', 'platform', 'page_url', 'page_type', 'page_title',
        'page_referrer', 'screen_name', 'app_version', 'utm_source', 'utm_medium', 'utm_campaign', 'utm_term',
        'utm_content', 'click_id', 'click_id_type', 'device_category', 'operating_system', 'browser', 'country',
        'region', 'city', 'user_agent', 'is_bot', 'is_internal', 'order_id', 'revenue', 'currency',
        'experiment_key', 'variant_key', 'has_analytics_consent', 'has_marketing_consent', 'properties',
    ]) -}}
{%- endmacro %}


{#- A misspelled canonical column would otherwise be read as null without a word, and rows without an id quarantined. -#}
{% macro refuse_unknown_columns(columns) -%}
    {%- set known = cro.generic_columns() -%}
    {%- for column in columns -%}
        {%- if column not in known -%}
            {{ exceptions.raise_compiler_error(
                "The generic adapter knows no canonical column '" ~ column
                ~ "'. Map one of: " ~ known | join(', ') ~ "."
            ) }}
        {%- endif -%}
    {%- endfor -%}
    {%- for column in ['event_name', 'occurred_at'] -%}
        {%- if not columns.get(column) -%}
            {{ exceptions.raise_compiler_error(
                "The generic adapter needs '" ~ column ~ "'. Name the raw column that holds it in cro__generic_columns."
            ) }}
        {%- endif -%}
    {%- endfor -%}
    {%- if not (columns.get('anonymous_id') or columns.get('user_id')) -%}
        {{ exceptions.raise_compiler_error(
            "The generic adapter needs 'anonymous_id' or 'user_id', for a row without either is quarantined. "
            ~ "Name the raw column that holds one of them in cro__generic_columns."
        ) }}
    {%- endif -%}
{%- endmacro %}
