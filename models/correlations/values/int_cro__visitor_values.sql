with

unit_values as (
    select * from {{ ref('int_cro__unit_values') }}
),

visitor_values as (
    select
        unit,
        visitor_key,
        macro_conversion_key,
        cast(count(*) as bigint) as unit_count,
        cast(sum(net_value) as {{ cro.type_amount() }}) as net_value,
        cast(sum(valued_count) as bigint) as valued_count,
        cast(sum(missing_rate_count) as bigint) as missing_rate_count
    from unit_values
    group by unit, visitor_key, macro_conversion_key
)

select * from visitor_values
