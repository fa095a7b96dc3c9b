with

stg_cro__plan_funnels as (
    select * from {{ ref('stg_cro__plan_funnels') }}
),

stg_cro__plan_funnel_steps as (
    select * from {{ ref('stg_cro__plan_funnel_steps') }}
),

-- A step number that cannot be read is a problem of its own, and so is one that stands twice.
step_counts as (
    select
        funnel_key,
        max(file_name) as step_file_name,
        count(*) as step_count,
        count(distinct step_number) as number_count,
        min(step_number) as smallest_number,
        max(step_number) as largest_number,
        max(case when step_number = 1 and is_optional then 1 else 0 end) as optional_first_count,
        max(case when step_number = 1 then hold_property end) as first_hold_property,
        min(hold_property) as one_hold_property,
        count(distinct hold_property) as hold_property_count
    from stg_cro__plan_funnel_steps
    group by funnel_key
),

judged as (
    select
        funnels.file_name,
        funnels.funnel_key,
        funnels.unit,
        funnels.window_seconds_text,
        coalesce(step_counts.step_count, 0) as step_count,
        step_counts.smallest_number <> 1
        or step_counts.largest_number <> step_counts.number_count as has_gap,
        step_counts.optional_first_count = 1 as starts_optional,
        step_counts.hold_property_count > 1 as holds_several,
        step_counts.hold_property_count > 0 and step_counts.first_hold_property is null as holds_late,
        step_counts.one_hold_property,
        max(step_counts.step_file_name) over () as step_file_name
    from stg_cro__plan_funnels as funnels
    left join step_counts
        on funnels.funnel_key = step_counts.funnel_key
    where funnels.funnel_key is not null
)

select * from judged
