with

micro_spans as (
    select * from {{ ref('int_cro__micro_spans') }}
    where is_matured
),

unit_conversions as (
    select * from {{ ref('int_cro__unit_conversions') }}
    where clock = 'active' and conversion_type = 'macro'
),

pairs as (
    select * from {{ ref('int_cro__micro_macro_pairs') }}
),

-- Only units that reached both have a row.
macro_times as (
    select
        micro_spans.unit,
        micro_spans.unit_key,
        micro_spans.micro_conversion_key,
        unit_conversions.conversion_key as macro_conversion_key,
        micro_spans.first_at,
        unit_conversions.occurred_at,
        case
            when unit_conversions.occurred_at <= micro_spans.first_at then 1
            else 0
        end as before_count,
        case
            when
                unit_conversions.occurred_at > micro_spans.first_at
                and unit_conversions.occurred_at <= micro_spans.until_at
                then unit_conversions.occurred_at
        end as later_at
    from micro_spans
    inner join unit_conversions
        on
            micro_spans.unit = unit_conversions.unit
            and micro_spans.unit_key = unit_conversions.unit_key
    inner join pairs
        on
            micro_spans.micro_conversion_key = pairs.micro_conversion_key
            and unit_conversions.conversion_key = pairs.macro_conversion_key
),

first_times as (
    select
        unit,
        unit_key,
        micro_conversion_key,
        macro_conversion_key,
        first_at,
        min(later_at) as later_at,
        max(before_count) as before_count
    from macro_times
    group by unit, unit_key, micro_conversion_key, macro_conversion_key, first_at
),

micro_macro_lags as (
    select
        unit,
        unit_key,
        micro_conversion_key,
        macro_conversion_key,
        before_count = 1 as is_converted_before,
        {{ cro.seconds_between('first_at', 'later_at') }} as seconds_to_macro
    from first_times
)

select * from micro_macro_lags
