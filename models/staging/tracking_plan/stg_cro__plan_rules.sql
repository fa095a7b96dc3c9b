with

plan as (
    select * from {{ var('cro__conversion_rules') }}
),

-- As text, a column that the file lacks is null and a bad value is kept to be reported.
texts as (
    select
        '{{ cro.input_file_name("cro__conversion_rules") }}' as file_name,
        {{ cro.column_or_null('plan', 'conversion_key') }} as conversion_key,
        coalesce({{ cro.column_or_null('plan', 'definition_version') }}, '1') as definition_version_text,
        coalesce({{ cro.column_or_null('plan', 'rule_group') }}, '1') as rule_group,
        {{ cro.column_or_null('plan', 'property') }} as property_name,
        {{ cro.column_or_null('plan', 'operator') }} as operator,
        {{ cro.column_or_null('plan', 'value') }} as value_text
    from plan
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
