with

unit_steps as (
    select * from {{ ref('int_cro__funnel_unit_steps') }}
),

entry_segments as (
    select * from {{ ref('int_cro__funnel_entry_segments') }}
),

-- A unit takes its segment from its first entry in the period, so segments add up to the total.
unit_step_counts as (
    select
        unit_steps.funnel_key,
        unit_steps.period_grain,
        unit_steps.period_start,
        entry_segments.segment_name,
        entry_segments.segment_value,
        unit_steps.step_number,
        cast(count(*) as bigint) as unit_count,
        cast(sum(case when unit_steps.is_matured then 1 else 0 end) as bigint)
            as matured_unit_count
    from unit_steps
    inner join entry_segments
        on unit_steps.first_funnel_entry_key = entry_segments.funnel_entry_key
    group by
        unit_steps.funnel_key,
        unit_steps.period_grain,
        unit_steps.period_start,
        entry_segments.segment_name,
        entry_segments.segment_value,
        unit_steps.step_number
)

select * from unit_step_counts
