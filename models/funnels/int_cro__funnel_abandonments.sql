with

unit_outcomes as (
    select * from {{ ref('int_cro__funnel_unit_outcomes') }}
),

unit_conversions as (
    select * from {{ ref('int_cro__funnel_unit_conversions') }}
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

abandonments as (
    select
        abandoned_units.*,
        coalesce(last_micro_conversions.conversion_key, '(none)') as last_micro_conversion_key,
        last_micro_conversions.seconds_from_entry
    from abandoned_units
    left join last_micro_conversions
        on
            abandoned_units.funnel_key = last_micro_conversions.funnel_key
            and abandoned_units.unit_key = last_micro_conversions.unit_key
            and last_micro_conversions.number_from_last = 1
)

select * from abandonments
