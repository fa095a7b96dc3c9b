with

channel_rules as (
    select * from {{ var('cro__channel_rules') }}
),

renamed as (
    select
        {{ cro.try_integer(cro.column_or_null('rule', 'rule_number')) }} as rule_number,
        {{ cro.column_or_null('rule', 'channel') }} as channel,
        {{ cro.column_or_null('rule', 'property') }} as property_name,
        {{ cro.column_or_null('rule', 'operator') }} as operator,
        {{ cro.column_or_null('rule', 'value') }} as value
    from channel_rules as rule
)

select * from renamed
