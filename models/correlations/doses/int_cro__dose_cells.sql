with

landmark_totals as (
    select * from {{ ref('int_cro__landmark_totals') }}
),

dose_totals as (
    select * from {{ ref('int_cro__dose_totals') }}
),

dose_outcome_totals as (
    select * from {{ ref('int_cro__dose_outcome_totals') }}
),

dose_numbers as (
    select 0 as dose_number
    union all
    select 1 as dose_number
    union all
    select 2 as dose_number
    union all
    select 3 as dose_number
),

-- A dose that nobody took has its row too.
done_cells as (
    select
        landmark_totals.*,
        dose_numbers.dose_number,
        coalesce(dose_totals.unit_count, 0)
        - coalesce(dose_outcome_totals.early_converter_count, 0) as done_count,
        coalesce(dose_outcome_totals.converted_count, 0) as done_converted_count
    from landmark_totals
    cross join dose_numbers
    left join dose_totals
        on
            landmark_totals.comparison_key = dose_totals.comparison_key
            and landmark_totals.micro_conversion_key = dose_totals.micro_conversion_key
            and landmark_totals.macro_conversion_key = dose_totals.macro_conversion_key
            and dose_numbers.dose_number = dose_totals.dose_number
    left join dose_outcome_totals
        on
            landmark_totals.comparison_key = dose_outcome_totals.comparison_key
            and landmark_totals.micro_conversion_key = dose_outcome_totals.micro_conversion_key
            and landmark_totals.macro_conversion_key = dose_outcome_totals.macro_conversion_key
            and dose_numbers.dose_number = dose_outcome_totals.dose_number
),

summed_cells as (
    select
        *,
        sum(done_count) over (
            partition by comparison_key, micro_conversion_key, macro_conversion_key
        ) as all_done_count,
        sum(done_converted_count) over (
            partition by comparison_key, micro_conversion_key, macro_conversion_key
        ) as all_done_converted_count
    from done_cells
),

-- Who did it in none of the counted ways did it zero times.
dose_cells as (
    select
        comparison_key,
        unit,
        landmark_seconds,
        horizon_seconds,
        micro_conversion_key,
        macro_conversion_key,
        dose_number,
        cast(case when dose_number = 0 then unit_count - all_done_count else done_count end as bigint)
            as unit_count,
        cast(case
            when dose_number = 0 then converted_count - all_done_converted_count
            else done_converted_count
        end as bigint) as converted_count,
        immature_count,
        early_converter_count
    from summed_cells
)

select * from dose_cells
