with

page_type_rules as (
    select * from {{ var('cro__page_type_rules') }}
),

renamed as (
    select
        {{ cro.try_integer(cro.column_or_null('rule', 'rule_number')) }} as rule_number,
        {{ cro.column_or_null('rule', 'page_type') }} as page_type,
        {{ cro.column_or_null('rule', 'property') }} as property_name,
        {{ cro.column_or_null('rule', 'operator') }} as operator,
        {{ cro.column_or_null('rule', 'value') }} as value
    from page_type_rules as rule
)

select * from renamed
