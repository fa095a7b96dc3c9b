with

traffic_rules as (
    select * from {{ var('cro__traffic_rules') }}
),

renamed as (
    select
        {{ cro.column_or_null('rule', 'traffic_type') }} as traffic_type,
        {{ cro.column_or_null('rule', 'property') }} as property_name,
        {{ cro.column_or_null('rule', 'operator') }} as operator,
        {{ cro.column_or_null('rule', 'value') }} as value
    from traffic_rules as rule
)

select * from renamed
