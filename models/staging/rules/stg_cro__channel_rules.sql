with

channel_rules as (
    {{ cro.filled_rows('cro__channel_rules', 'channel_rules') }}
),

renamed as (
    select
        {{ cro.try_integer(cro.column_or_null('rule', 'rule_number')) }} as rule_number,
        {{ cro.column_or_null('rule', 'channel') }} as channel,
        {{ cro.column_or_null('rule', 'property') }} as property_name,
        {{ cro.column_or_null('rule', 'operator') }} as operator,
        {{ cro.column_or_null('rule', 'value') }} as value_text
    from channel_rules as rule
),

-- A pattern that the warehouse cannot read would stop the query before the tracking plan can say why.
readable as (
    select
        rule_number,
        channel,
        property_name,
        operator,
        value_text,
        case
            when operator <> 'matches' or {{ cro.is_common_pattern('value_text') }} then value_text
        end as value
    from renamed
)

select * from readable
