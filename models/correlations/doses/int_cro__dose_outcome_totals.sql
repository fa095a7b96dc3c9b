with

unit_doses as (
    select * from {{ ref('int_cro__unit_doses') }}
),

unit_outcomes as (
    select * from {{ ref('int_cro__unit_outcomes') }}
),

-- Only units that have both need a row: the others follow from the totals.
dose_outcome_totals as (
    select
        unit_doses.comparison_key,
        unit_doses.micro_conversion_key,
        unit_outcomes.macro_conversion_key,
        unit_doses.dose_number,
        cast(sum(unit_outcomes.early_count) as bigint) as early_converter_count,
        cast(sum(1 - unit_outcomes.early_count) as bigint) as converted_count
    from unit_doses
    inner join unit_outcomes
        on
            unit_doses.comparison_key = unit_outcomes.comparison_key
            and unit_doses.unit_key = unit_outcomes.unit_key
    group by
        unit_doses.comparison_key,
        unit_doses.micro_conversion_key,
        unit_outcomes.macro_conversion_key,
        unit_doses.dose_number
)

select * from dose_outcome_totals
