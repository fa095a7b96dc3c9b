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
        step_counts.one_hold_property
    from stg_cro__plan_funnels as funnels
    left join step_counts
        on funnels.funnel_key = step_counts.funnel_key
    where funnels.funnel_key is not null
),

step_file as (
    select max(file_name) as file_name
    from stg_cro__plan_funnel_steps
),

problems_found as (
    select
        file_name,
        funnel_key as row_key,
        'funnel_key' as column_name,
        'the funnel has no steps.' as problem,
        'Add its steps to the funnel steps, or delete the row.' as remedy
    from judged
    where step_count = 0
    union all
    select
        file_name,
        funnel_key as row_key,
        'window_seconds' as column_name,
        'a funnel across visits has no end.' as problem,
        'Write the longest time from the first step to the last, such as 2592000 for 30 days.' as remedy
    from judged
    where unit = 'visitor' and window_seconds_text is null
    union all
    select
        file_name,
        funnel_key as row_key,
        'window_seconds' as column_name,
        'a funnel inside one visit ends with the visit, so a window says nothing.' as problem,
        'Leave window_seconds empty, or set unit to visitor.' as remedy
    from judged
    where unit = 'session' and window_seconds_text is not null
    union all
    select
        step_file.file_name,
        judged.funnel_key as row_key,
        'step_number' as column_name,
        'the funnel has one step.' as problem,
        'Add the step after it, or delete the funnel: one step is a conversion, not a way.' as remedy
    from judged
    cross join step_file
    where judged.step_count = 1
    union all
    select
        step_file.file_name,
        judged.funnel_key as row_key,
        'step_number' as column_name,
        'the funnel has ' || cast(judged.step_count as {{ dbt.type_string() }}) || ' steps, more than '
        || '{{ var("cro__max_funnel_steps") }}.' as problem,
        'Leave out steps, split the funnel, or raise the var cro__max_funnel_steps.' as remedy
    from judged
    cross join step_file
    where judged.step_count > {{ var('cro__max_funnel_steps') }}
    union all
    select
        step_file.file_name,
        judged.funnel_key as row_key,
        'step_number' as column_name,
        'the step numbers do not run 1, 2, 3 without a gap.' as problem,
        'Number the steps of the funnel 1, 2, 3 and so on.' as remedy
    from judged
    cross join step_file
    where judged.has_gap
    union all
    select
        step_file.file_name,
        judged.funnel_key || ' step 1' as row_key,
        'is_optional' as column_name,
        'the first step is optional, and a funnel begins with its first step.' as problem,
        'Make the first step required, or start the funnel with another one.' as remedy
    from judged
    cross join step_file
    where judged.starts_optional
    union all
    select
        step_file.file_name,
        judged.funnel_key as row_key,
        'hold_property' as column_name,
        'the steps hold different properties.' as problem,
        'Hold one property in all steps of a funnel, such as the product or the question.' as remedy
    from judged
    cross join step_file
    where judged.holds_several
    union all
    select
        step_file.file_name,
        judged.funnel_key || ' step 1' as row_key,
        'hold_property' as column_name,
        'a later step holds ' || judged.one_hold_property || ', and the first step does not.' as problem,
        'Write ' || judged.one_hold_property || ' at step 1 too: later steps are compared with it.' as remedy
    from judged
    cross join step_file
    where judged.holds_late
),

problems as (
    select
        file_name,
        row_key,
        cast(null as {{ dbt.type_string() }}) as definition_version,
        column_name,
        'error' as severity,
        problem,
        remedy
    from problems_found
)

select * from problems
