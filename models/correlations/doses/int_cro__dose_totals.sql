with

unit_doses as (
    select * from {{ ref('int_cro__unit_doses') }}
),

dose_totals as (
    select
        comparison_key,
        micro_conversion_key,
        dose_number,
        cast(count(*) as bigint) as unit_count
    from unit_doses
    group by comparison_key, micro_conversion_key, dose_number
)

select * from dose_totals
