with

micro_conversions as (
    select * from {{ ref('fct_cro__micro_conversions') }}
),

macro_conversions as (
    select * from {{ ref('fct_cro__macro_conversions') }}
),

daily_conversions as (
    select
        micro_conversion_key as conversion_key,
        'micro' as conversion_type,
        conversion_date,
        cast(count(*) as bigint) as conversion_count
    from micro_conversions
    group by micro_conversion_key, conversion_date
    union all
    select
        macro_conversion_key as conversion_key,
        'macro' as conversion_type,
        conversion_date,
        cast(count(*) as bigint) as conversion_count
    from macro_conversions
    group by macro_conversion_key, conversion_date
)

select * from daily_conversions
