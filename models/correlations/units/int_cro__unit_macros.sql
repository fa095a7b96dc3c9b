with

unit_conversions as (
    select * from {{ ref('int_cro__unit_conversions') }}
),

macro_conversions as (
    select * from {{ ref('fct_cro__macro_conversions') }}
),

-- Only counted conversions carry value; matches that were not counted carry time alone.
valued_conversions as (
    select
        unit_conversions.*,
        macro_conversions.net_value
    from unit_conversions
    left join macro_conversions
        on unit_conversions.conversion_event_key = macro_conversions.conversion_event_key
    where unit_conversions.conversion_type = 'macro'
),

unit_macros as (
    select
        unit,
        clock,
        unit_key,
        unit_number,
        conversion_key as macro_conversion_key,
        min(occurred_at) as first_at,
        min(step_number) as first_step_number,
        cast(count(*) as bigint) as match_count,
        cast(sum(net_value) as {{ cro.type_amount() }}) as net_value
    from valued_conversions
    group by unit, clock, unit_key, unit_number, conversion_key
)

select * from unit_macros
