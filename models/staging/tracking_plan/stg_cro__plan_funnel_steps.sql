with

plan as (
    {{ cro.filled_rows('cro__funnel_steps', 'funnel_steps') }}
),

-- As text, a column that the file lacks is null and a bad value is kept to be reported.
texts as (
    select
        {{ cro.text_literal(cro.input_file_name('cro__funnel_steps')) }} as file_name,
        {{ cro.column_or_null('plan_row', 'funnel_key') }} as funnel_key,
        {{ cro.column_or_null('plan_row', 'step_number') }} as step_number_text,
        {{ cro.column_or_null('plan_row', 'conversion_key') }} as conversion_key,
        coalesce({{ cro.column_or_null('plan_row', 'is_optional') }}, 'false') as is_optional_text,
        {{ cro.column_or_null('plan_row', 'max_seconds_from_previous') }} as max_seconds_from_previous_text,
        {{ cro.column_or_null('plan_row', 'hold_property') }} as hold_property
    from plan as plan_row
),

casts as (
    select
        *,
        {{ cro.try_integer('step_number_text') }} as step_number,
        {{ cro.try_boolean('is_optional_text') }} as is_optional,
        {{ cro.try_integer('max_seconds_from_previous_text') }} as max_seconds_from_previous
    from texts
)

select * from casts
