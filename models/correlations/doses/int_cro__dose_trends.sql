{{ config(materialized='view') }}

with

dose_cells as (
    select * from {{ ref('int_cro__dose_cells') }}
),

dose_sums as (
    select
        comparison_key,
        micro_conversion_key,
        macro_conversion_key,
        cast(sum(unit_count) as {{ cro.type_double() }}) as unit_count,
        cast(sum(converted_count) as {{ cro.type_double() }}) as converted_count,
        cast(sum(case when dose_number = 0 then unit_count else 0 end) as {{ cro.type_double() }})
            as never_count,
        cast(sum(dose_number * unit_count) as {{ cro.type_double() }}) as dose_sum,
        cast(sum(dose_number * dose_number * unit_count) as {{ cro.type_double() }})
            as dose_square_sum,
        cast(sum(dose_number * converted_count) as {{ cro.type_double() }}) as converted_dose_sum
    from dose_cells
    group by comparison_key, micro_conversion_key, macro_conversion_key
),

dose_rates as (
    select
        *,
        converted_count / nullif(unit_count, 0) as conversion_rate,
        dose_square_sum - dose_sum * dose_sum / nullif(unit_count, 0) as dose_spread
    from dose_sums
),

-- With fewer than five expected conversions among the doers or the others nothing is tested.
dose_trends as (
    select
        comparison_key,
        micro_conversion_key,
        macro_conversion_key,
        case
            when
                {{ cro.has_support('least(never_count, unit_count - never_count) * conversion_rate') }}
                and conversion_rate < 1
                then
                    (converted_dose_sum - conversion_rate * dose_sum)
                    / sqrt(conversion_rate * (1 - conversion_rate) * dose_spread)
        end as trend_deviate
    from dose_rates
)

select * from dose_trends
