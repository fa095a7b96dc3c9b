{{ config(materialized='view') }}

with

value_arms as (
    select * from {{ ref('int_cro__value_arms') }}
),

completer_values as (
    select * from {{ ref('int_cro__completer_values') }}
),

visitor_values as (
    select * from {{ ref('int_cro__visitor_values') }}
),

completing_visitors as (
    select
        unit,
        visitor_key,
        micro_conversion_key,
        macro_conversion_key,
        count(*) as unit_count,
        sum(net_value) as net_value
    from completer_values
    group by unit, visitor_key, micro_conversion_key, macro_conversion_key
),

-- What a visitor adds to the difference of the means, and what the visitor would add as one of the others.
influences as (
    select
        value_arms.unit,
        value_arms.micro_conversion_key,
        value_arms.macro_conversion_key,
        (completing_visitors.net_value - value_arms.completer_mean * completing_visitors.unit_count)
        / value_arms.completer_count
        - (
            visitor_values.net_value - completing_visitors.net_value
            - value_arms.other_mean * (visitor_values.unit_count - completing_visitors.unit_count)
        ) / value_arms.other_count as influence,
        (visitor_values.net_value - value_arms.other_mean * visitor_values.unit_count)
        / value_arms.other_count as other_influence
    from completing_visitors
    inner join value_arms
        on
            completing_visitors.unit = value_arms.unit
            and completing_visitors.micro_conversion_key = value_arms.micro_conversion_key
            and completing_visitors.macro_conversion_key = value_arms.macro_conversion_key
            and value_arms.other_count > 0
    inner join visitor_values
        on
            completing_visitors.unit = visitor_values.unit
            and completing_visitors.visitor_key = visitor_values.visitor_key
            and completing_visitors.macro_conversion_key = visitor_values.macro_conversion_key
),

influence_sums as (
    select
        unit,
        micro_conversion_key,
        macro_conversion_key,
        sum(influence * influence - other_influence * other_influence) as square_sum
    from influences
    group by unit, micro_conversion_key, macro_conversion_key
),

-- Everybody as one of the others first; then who completed is exchanged.
value_errors as (
    select
        value_arms.unit,
        value_arms.micro_conversion_key,
        value_arms.macro_conversion_key,
        sqrt(greatest(0, influence_sums.square_sum + (
            value_arms.amount_square_sum
            - 2 * value_arms.other_mean * value_arms.product_sum
            + value_arms.other_mean * value_arms.other_mean * value_arms.unit_square_sum
        ) / value_arms.other_count / value_arms.other_count)) as difference_error
    from value_arms
    inner join influence_sums
        on
            value_arms.unit = influence_sums.unit
            and value_arms.micro_conversion_key = influence_sums.micro_conversion_key
            and value_arms.macro_conversion_key = influence_sums.macro_conversion_key
)

select * from value_errors
