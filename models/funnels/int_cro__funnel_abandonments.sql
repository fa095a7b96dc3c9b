with

unit_outcomes as (
    select * from {{ ref('int_cro__funnel_unit_outcomes') }}
),

unit_conversions as (
    select * from {{ ref('int_cro__funnel_unit_conversions') }}
),

funnel_macro_conversions as (
    select * from {{ ref('int_cro__funnel_macro_conversions') }}
),

steps as (
    select * from {{ ref('dim_cro__funnel_steps') }}
),

-- Who is still in time has not left, and who reached the last required step has finished.
abandoned_units as (
    select
        unit_outcomes.funnel_key,
        unit_outcomes.unit_key,
        steps.step_number,
        steps.conversion_key,
        steps.label
    from unit_outcomes
    inner join steps
        on
            unit_outcomes.funnel_key = steps.funnel_key
            and unit_outcomes.depth = steps.step_number
    where
        unit_outcomes.is_matured
        and steps.next_required_step_number is not null
),

last_micro_conversions as (
    select
        *,
        row_number() over (
            partition by funnel_key, unit_key
            order by
                occurred_at desc,
                coalesce(event_sequence, 9223372036854775807) desc,
                event_key desc,
                conversion_key desc
        ) as number_from_last
    from unit_conversions
    where conversion_type = 'micro'
),

-- A goal has other ways to it than the steps of the funnel.
converted_units as (
    select distinct
        unit_conversions.funnel_key,
        unit_conversions.unit_key
    from unit_conversions
    inner join funnel_macro_conversions
        on
            unit_conversions.funnel_key = funnel_macro_conversions.funnel_key
            and unit_conversions.conversion_key = funnel_macro_conversions.macro_conversion_key
    where unit_conversions.conversion_type = 'macro'
),

abandonments as (
    select
        abandoned_units.*,
        coalesce(last_micro_conversions.conversion_key, '(none)') as last_micro_conversion_key,
        last_micro_conversions.seconds_from_entry,
        converted_units.unit_key is not null as has_converted
    from abandoned_units
    left join last_micro_conversions
        on
            abandoned_units.funnel_key = last_micro_conversions.funnel_key
            and abandoned_units.unit_key = last_micro_conversions.unit_key
            and last_micro_conversions.number_from_last = 1
    left join converted_units
        on
            abandoned_units.funnel_key = converted_units.funnel_key
            and abandoned_units.unit_key = converted_units.unit_key
)

select * from abandonments
