with

plan as (
    {{ cro.filled_rows('cro__funnels', 'funnels') }}
),

-- As text, a column that the file lacks is null and a bad value is kept to be reported.
texts as (
    select
        {{ cro.text_literal(cro.input_file_name('cro__funnels')) }} as file_name,
        {{ cro.column_or_null('plan_row', 'funnel_key') }} as funnel_key,
        {{ cro.column_or_null('plan_row', 'label') }} as label,
        {{ cro.column_or_null('plan_row', 'owner') }} as owner,
        {{ cro.column_or_null('plan_row', 'status') }} as status,
        {{ cro.column_or_null('plan_row', 'unit') }} as unit,
        {{ cro.column_or_null('plan_row', 'window_seconds') }} as window_seconds_text,
        coalesce({{ cro.column_or_null('plan_row', 'order_mode') }}, 'ordered') as order_mode
    from plan as plan_row
),

casts as (
    select
        *,
        {{ cro.try_integer('window_seconds_text') }} as window_seconds
    from texts
)

select * from casts
