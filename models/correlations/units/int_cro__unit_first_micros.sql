with

unit_conversions as (
    select * from {{ ref('int_cro__unit_conversions') }}
),

-- Steps never run backwards in time, so the first moment lies in the first step.
first_micros as (
    select
        unit,
        clock,
        unit_key,
        unit_number,
        conversion_key as micro_conversion_key,
        min(occurred_at) as first_at,
        min(case when is_after_start then occurred_at end) as first_after_start_at,
        min(step_number) as first_step_number,
        min(case when is_active then step_number end) as first_active_step_number,
        cast(count(*) as bigint) as match_count
    from unit_conversions
    where conversion_type = 'micro'
    group by unit, clock, unit_key, unit_number, conversion_key
),

unit_first_micros as (
    select
        unit,
        clock,
        unit_key,
        unit_number,
        micro_conversion_key,
        first_at,
        first_after_start_at,
        first_step_number,
        coalesce(first_active_step_number > first_step_number, true) as is_passive_micro,
        match_count
    from first_micros
)

select * from unit_first_micros
