with

unit_conversions as (
    select * from {{ ref('int_cro__unit_conversions') }}
    where clock = 'active' and conversion_type = 'macro'
),

macro_conversions as (
    select * from {{ ref('fct_cro__macro_conversions') }}
),

watermark as (
    select * from {{ ref('int_cro__watermark') }}
),

-- Only counted conversions carry value.
valued_conversions as (
    select
        unit_conversions.unit,
        unit_conversions.unit_key,
        unit_conversions.conversion_key as macro_conversion_key,
        unit_conversions.conversion_event_key,
        unit_conversions.occurred_at,
        macro_conversions.net_value,
        case when macro_conversions.is_rate_missing then 1 else 0 end as missing_rate_count
    from unit_conversions
    inner join macro_conversions
        on unit_conversions.conversion_event_key = macro_conversions.conversion_event_key
    inner join watermark
        on unit_conversions.occurred_at <= watermark.watermark_at
)

select * from valued_conversions
