with

cro_plan_columns as (
    select * from {{ ref('cro_plan_columns') }}
),

channel_rules as (
    {{ cro.filled_rows('cro__channel_rules', 'channel_rules') }}
),

exchange_rates as (
    {{ cro.filled_rows('cro__exchange_rates', 'exchange_rates') }}
),

segments as (
    {{ cro.filled_rows('cro__segments', 'segments') }}
),

landmarks as (
    {{ cro.filled_rows('cro__landmarks', 'landmarks') }}
),

past_tense_words as (
    {{ cro.filled_rows('cro__past_tense_words', 'past_tense_words') }}
),

-- Read past staging, which keeps no text beside its casts.
reporting_rule_cells as (
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
)

select * from reporting_rule_cells
