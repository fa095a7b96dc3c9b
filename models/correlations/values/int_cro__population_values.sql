with

visitor_values as (
    select * from {{ ref('int_cro__visitor_values') }}
),

doubles as (
    select
        *,
        cast(unit_count as {{ cro.type_double() }}) as units,
        cast(net_value as {{ cro.type_double() }}) as amount
    from visitor_values
),

population_values as (
    select
        unit,
        macro_conversion_key,
        cast(sum(unit_count) as bigint) as unit_count,
        cast(sum(net_value) as {{ cro.type_amount() }}) as net_value,
        cast(sum(valued_count) as bigint) as valued_count,
        cast(sum(missing_rate_count) as bigint) as missing_rate_count,
        sum(units * units) as unit_square_sum,
        sum(amount * amount) as amount_square_sum,
        sum(units * amount) as product_sum
    from doubles
    group by unit, macro_conversion_key
)

select * from population_values
