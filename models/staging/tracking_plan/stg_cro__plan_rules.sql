with

plan as (
    {{ cro.filled_rows('cro__conversion_rules', 'rules') }}
),

-- As text, a column that the file lacks is null and a bad value is kept to be reported.
texts as (
    select
        {{ cro.text_literal(cro.input_file_name('cro__conversion_rules')) }} as file_name,
        {{ cro.column_or_null('plan_row', 'conversion_key') }} as conversion_key,
        coalesce({{ cro.column_or_null('plan_row', 'definition_version') }}, '1') as definition_version_text,
        coalesce({{ cro.column_or_null('plan_row', 'rule_group') }}, '1') as rule_group,
        {{ cro.column_or_null('plan_row', 'property') }} as property_name,
        {{ cro.column_or_null('plan_row', 'operator') }} as operator,
        {{ cro.column_or_null('plan_row', 'value') }} as value_text
    from plan as plan_row
),

casts as (
    select
        *,
        {{ cro.try_integer('definition_version_text') }} as definition_version,
        case
            when operator in ('in', 'not_in') then {{ cro.list_text('value_text') }}
            else value_text
        end as value
    from texts
)

select * from casts
