with

cro_plan_columns as (
    select * from {{ ref('cro_plan_columns') }}
),

traffic_rules as (
    {{ cro.filled_rows('cro__traffic_rules', 'traffic_rules') }}
),

page_type_rules as (
    {{ cro.filled_rows('cro__page_type_rules', 'page_type_rules') }}
),

event_aliases as (
    {{ cro.filled_rows('cro__event_aliases', 'event_aliases') }}
),

source_overlaps as (
    {{ cro.filled_rows('cro__source_overlaps', 'source_overlaps') }}
),

passive_events as (
    {{ cro.filled_rows('cro__passive_events', 'passive_events') }}
),

-- Read past staging, which keeps no text beside its casts.
event_rule_cells as (
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
        '{{ cro.input_file_name("cro__source_overlaps") }}' as file_name,
        {{ cro.column_or_null('rule_row', 'other_source') }} as row_key,
        cast(null as {{ dbt.type_string() }}) as definition_version,
        {{ cro.row_value('rule_row', 'cro_plan_columns.staged_column') }} as value_text
    from source_overlaps as rule_row
    inner join cro_plan_columns
        on cro_plan_columns.plan_part = 'source_overlaps'
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
)

select * from event_rule_cells
