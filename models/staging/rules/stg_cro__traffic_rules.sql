with

traffic_rules as (
    {{ cro.filled_rows('cro__traffic_rules', 'traffic_rules') }}
),

renamed as (
    select
        {{ cro.column_or_null('rule', 'traffic_type') }} as traffic_type,
        {{ cro.column_or_null('rule', 'property') }} as property_name,
        {{ cro.column_or_null('rule', 'operator') }} as operator,
        {{ cro.column_or_null('rule', 'value') }} as value_text
    from traffic_rules as rule
),

-- A pattern that the warehouse cannot read would stop the query before the tracking plan can say why.
readable as (
    select
        traffic_type,
        property_name,
        operator,
        value_text,
        case
            when operator <> 'matches' or {{ cro.is_common_pattern('value_text') }} then value_text
        end as value
    from renamed
)

select * from readable
