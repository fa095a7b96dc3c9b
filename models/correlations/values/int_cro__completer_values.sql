with

unit_first_micros as (
    select * from {{ ref('int_cro__unit_first_micros') }}
    where clock = 'active'
),

pairs as (
    select * from {{ ref('int_cro__micro_macro_pairs') }}
),

unit_values as (
    select * from {{ ref('int_cro__unit_values') }}
),

valued_conversions as (
    select * from {{ ref('int_cro__valued_conversions') }}
),

watermark as (
    select * from {{ ref('int_cro__watermark') }}
),

completers as (
    select
        unit_first_micros.unit,
        unit_first_micros.unit_key,
        unit_first_micros.micro_conversion_key,
        unit_first_micros.first_at,
        pairs.macro_conversion_key
    from unit_first_micros
    inner join watermark
        on unit_first_micros.first_at <= watermark.watermark_at
    inner join pairs
        on unit_first_micros.micro_conversion_key = pairs.micro_conversion_key
),

later_values as (
    select
        completers.unit,
        completers.unit_key,
        completers.micro_conversion_key,
        completers.macro_conversion_key,
        sum(valued_conversions.net_value) as net_value
    from completers
    inner join valued_conversions
        on
            completers.unit = valued_conversions.unit
            and completers.unit_key = valued_conversions.unit_key
            and completers.macro_conversion_key = valued_conversions.macro_conversion_key
            and completers.first_at < valued_conversions.occurred_at
    group by
        completers.unit,
        completers.unit_key,
        completers.micro_conversion_key,
        completers.macro_conversion_key
),

completer_values as (
    select
        completers.micro_conversion_key,
        unit_values.*,
        cast(coalesce(later_values.net_value, 0) as {{ cro.type_amount() }}) as net_value_after
    from completers
    inner join unit_values
        on
            completers.unit = unit_values.unit
            and completers.unit_key = unit_values.unit_key
            and completers.macro_conversion_key = unit_values.macro_conversion_key
    left join later_values
        on
            completers.unit = later_values.unit
            and completers.unit_key = later_values.unit_key
            and completers.micro_conversion_key = later_values.micro_conversion_key
            and completers.macro_conversion_key = later_values.macro_conversion_key
)

select * from completer_values
