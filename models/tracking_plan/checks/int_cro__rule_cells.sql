with

cro_plan_columns as (
    select * from {{ ref('cro_plan_columns') }}
),

channel_rules as (
    select * from {{ var('cro__channel_rules') }}
),

traffic_rules as (
    select * from {{ var('cro__traffic_rules') }}
),

page_type_rules as (
    select * from {{ var('cro__page_type_rules') }}
),

event_aliases as (
    select * from {{ var('cro__event_aliases') }}
),

exchange_rates as (
    select * from {{ var('cro__exchange_rates') }}
),

passive_events as (
    select * from {{ var('cro__passive_events') }}
),

segments as (
    select * from {{ var('cro__segments') }}
),

landmarks as (
    select * from {{ var('cro__landmarks') }}
),

past_tense_words as (
    select * from {{ var('cro__past_tense_words') }}
),

source_overlaps as (
    select * from {{ var('cro__source_overlaps') }}
),

-- Read past staging, which keeps no text beside its casts.
rule_cells as (
    select
        cro_plan_columns.*,
        '{{ cro.input_file_name("cro__channel_rules") }}' as file_name,
        'rule ' || coalesce(
            {{ cro.column_or_null('rule_row', 'rule_number') }}, 'without a number'
        ) as row_key,
        cast(null as {{ dbt.type_string() }}) as definition_version,
        {{ cro.row_value('rule_row', 'cro_plan_columns.staged_column') }} as value_text
    from channel_rules as rule_row
    inner join cro_plan_columns
        on cro_plan_columns.plan_part = 'channel_rules'
    union all
    select
        cro_plan_columns.*,
        '{{ cro.input_file_name("cro__traffic_rules") }}' as file_name,
        {{ cro.column_or_null('rule_row', 'traffic_type') }} as row_key,
        cast(null as {{ dbt.type_string() }}) as definition_version,
        {{ cro.row_value('rule_row', 'cro_plan_columns.staged_column') }} as value_text
    from traffic_rules as rule_row
    inner join cro_plan_columns
        on cro_plan_columns.plan_part = 'traffic_rules'
    union all
    select
        cro_plan_columns.*,
        '{{ cro.input_file_name("cro__page_type_rules") }}' as file_name,
        'rule ' || coalesce(
            {{ cro.column_or_null('rule_row', 'rule_number') }}, 'without a number'
        ) as row_key,
        cast(null as {{ dbt.type_string() }}) as definition_version,
        {{ cro.row_value('rule_row', 'cro_plan_columns.staged_column') }} as value_text
    from page_type_rules as rule_row
    inner join cro_plan_columns
        on cro_plan_columns.plan_part = 'page_type_rules'
    union all
    select
        cro_plan_columns.*,
        '{{ cro.input_file_name("cro__event_aliases") }}' as file_name,
        {{ cro.column_or_null('rule_row', 'alias') }} as row_key,
        cast(null as {{ dbt.type_string() }}) as definition_version,
        {{ cro.row_value('rule_row', 'cro_plan_columns.staged_column') }} as value_text
    from event_aliases as rule_row
    inner join cro_plan_columns
        on cro_plan_columns.plan_part = 'event_aliases'
    union all
    select
        cro_plan_columns.*,
        '{{ cro.input_file_name("cro__exchange_rates") }}' as file_name,
        {{ cro.column_or_null('rule_row', 'currency') }} as row_key,
        cast(null as {{ dbt.type_string() }}) as definition_version,
        {{ cro.row_value('rule_row', 'cro_plan_columns.staged_column') }} as value_text
    from exchange_rates as rule_row
    inner join cro_plan_columns
        on cro_plan_columns.plan_part = 'exchange_rates'
    union all
    select
        cro_plan_columns.*,
        '{{ cro.input_file_name("cro__passive_events") }}' as file_name,
        {{ cro.column_or_null('rule_row', 'event_name') }} as row_key,
        cast(null as {{ dbt.type_string() }}) as definition_version,
        {{ cro.row_value('rule_row', 'cro_plan_columns.staged_column') }} as value_text
    from passive_events as rule_row
    inner join cro_plan_columns
        on cro_plan_columns.plan_part = 'passive_events'
    union all
    select
        cro_plan_columns.*,
        '{{ cro.input_file_name("cro__segments") }}' as file_name,
        {{ cro.column_or_null('rule_row', 'segment_name') }} as row_key,
        cast(null as {{ dbt.type_string() }}) as definition_version,
        {{ cro.row_value('rule_row', 'cro_plan_columns.staged_column') }} as value_text
    from segments as rule_row
    inner join cro_plan_columns
        on cro_plan_columns.plan_part = 'segments'
    union all
    select
        cro_plan_columns.*,
        '{{ cro.input_file_name("cro__landmarks") }}' as file_name,
        {{ cro.column_or_null('rule_row', 'unit') }} as row_key,
        cast(null as {{ dbt.type_string() }}) as definition_version,
        {{ cro.row_value('rule_row', 'cro_plan_columns.staged_column') }} as value_text
    from landmarks as rule_row
    inner join cro_plan_columns
        on cro_plan_columns.plan_part = 'landmarks'
    union all
    select
        cro_plan_columns.*,
        '{{ cro.input_file_name("cro__past_tense_words") }}' as file_name,
        {{ cro.column_or_null('rule_row', 'word') }} as row_key,
        cast(null as {{ dbt.type_string() }}) as definition_version,
        {{ cro.row_value('rule_row', 'cro_plan_columns.staged_column') }} as value_text
    from past_tense_words as rule_row
    inner join cro_plan_columns
        on cro_plan_columns.plan_part = 'past_tense_words'
    union all
    select
        cro_plan_columns.*,
        '{{ cro.input_file_name("cro__source_overlaps") }}' as file_name,
        {{ cro.column_or_null('rule_row', 'other_source') }} as row_key,
        cast(null as {{ dbt.type_string() }}) as definition_version,
        {{ cro.row_value('rule_row', 'cro_plan_columns.staged_column') }} as value_text
    from source_overlaps as rule_row
    inner join cro_plan_columns
        on cro_plan_columns.plan_part = 'source_overlaps'
)

select * from rule_cells
