with

plan as (
    {{ cro.filled_rows('cro__macro_conversions', 'macro_conversions') }}
),

-- As text, a column that the file lacks is null and a bad value is kept to be reported.
texts as (
    select
        {{ cro.text_literal(cro.input_file_name('cro__macro_conversions')) }} as file_name,
        {{ cro.column_or_null('plan_row', 'macro_conversion_key') }} as macro_conversion_key,
        {{ cro.column_or_null('plan_row', 'label') }} as label,
        {{ cro.column_or_null('plan_row', 'description') }} as description,
        {{ cro.column_or_null('plan_row', 'action') }} as action,
        {{ cro.column_or_null('plan_row', 'context') }} as context,
        {{ cro.column_or_null('plan_row', 'success_criteria') }} as success_criteria,
        {{ cro.column_or_null('plan_row', 'funnel_stage') }} as funnel_stage,
        coalesce({{ cro.column_or_null('plan_row', 'is_primary') }}, 'false') as is_primary_text,
        coalesce({{ cro.column_or_null('plan_row', 'frequency_rule') }}, 'every_time') as frequency_rule,
        coalesce({{ cro.column_or_null('plan_row', 'cooldown_seconds') }}, '0') as cooldown_seconds_text,
        coalesce({{ cro.column_or_null('plan_row', 'min_occurrences') }}, '1') as min_occurrences_text,
        {{ cro.column_or_null('plan_row', 'follows') }} as follows,
        {{ cro.column_or_null('plan_row', 'owner') }} as owner,
        {{ cro.column_or_null('plan_row', 'status') }} as status,
        coalesce({{ cro.column_or_null('plan_row', 'definition_version') }}, '1') as definition_version_text,
        {{ cro.column_or_null('plan_row', 'valid_from') }} as valid_from_text,
        {{ cro.column_or_null('plan_row', 'valid_to') }} as valid_to_text,
        {{ cro.column_or_null('plan_row', 'value') }} as value_text,
        {{ cro.column_or_null('plan_row', 'currency') }} as currency
    from plan as plan_row
),

casts as (
    select
        *,
        {{ cro.try_boolean('is_primary_text') }} as is_primary,
        {{ cro.try_integer('cooldown_seconds_text') }} as cooldown_seconds,
        {{ cro.try_integer('min_occurrences_text') }} as min_occurrences,
        {{ cro.try_integer('definition_version_text') }} as definition_version,
        {{ cro.try_timestamp('valid_from_text') }} as valid_from,
        {{ cro.try_timestamp('valid_to_text') }} as valid_to,
        {{ cro.try_amount('value_text') }} as value
    from texts
)

select * from casts
