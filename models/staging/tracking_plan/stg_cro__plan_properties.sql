with

plan as (
    {{ cro.filled_rows('cro__properties', 'properties') }}
),

-- A property without a path stands at the top of the event's properties under its own name.
texts as (
    select
        {{ cro.text_literal(cro.input_file_name('cro__properties')) }} as file_name,
        {{ cro.column_or_null('plan_row', 'property_name') }} as property_name,
        {{ cro.column_or_null('plan_row', 'property_type') }} as property_type,
        coalesce(
            {{ cro.column_or_null('plan_row', 'path') }},
            {{ cro.column_or_null('plan_row', 'property_name') }}
        ) as path,
        {{ cro.column_or_null('plan_row', 'description') }} as description
    from plan as plan_row
)

select * from texts
