with

unit_conversions as (
    select * from {{ ref('int_cro__unit_conversions') }}
    where clock = 'active' and conversion_type = 'macro'
),

macro_conversions as (
    select * from {{ ref('fct_cro__macro_conversions') }}
),

-- Conversions of one moment come together, so that there is one value for it.
moments as (
    select
        unit_conversions.unit,
        unit_conversions.unit_key,
        unit_conversions.unit_number,
        unit_conversions.conversion_key as macro_conversion_key,
        unit_conversions.occurred_at,
        cast(sum(coalesce(macro_conversions.net_value, 0)) as {{ cro.type_amount() }}) as net_value
    from unit_conversions
    left join macro_conversions
        on unit_conversions.conversion_event_key = macro_conversions.conversion_event_key
    group by
        unit_conversions.unit,
        unit_conversions.unit_key,
        unit_conversions.unit_number,
        unit_conversions.conversion_key,
        unit_conversions.occurred_at
),

unit_macro_values as (
    select
        unit,
        unit_key,
        unit_number,
        macro_conversion_key,
        occurred_at,
        lead(occurred_at) over (
            partition by unit, unit_key, macro_conversion_key
            order by occurred_at
        ) as next_at,
        cast(sum(net_value) over (
            partition by unit, unit_key, macro_conversion_key
            order by occurred_at
            rows between unbounded preceding and current row
        ) as {{ cro.type_amount() }}) as value_so_far
    from moments
)

select * from unit_macro_values
