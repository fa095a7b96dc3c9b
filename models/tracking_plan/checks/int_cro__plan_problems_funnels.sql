with

int_cro__plan_funnels_judged as (
    select * from {{ ref('int_cro__plan_funnels_judged') }}
),

problems_found as (
    select
        file_name,
        funnel_key as row_key,
        'funnel_key' as column_name,
        'the funnel has no steps.' as problem,
        'Add its steps to the funnel steps, or delete the row.' as remedy
    from int_cro__plan_funnels_judged
    where step_count = 0
    union all
    select
        file_name,
        funnel_key as row_key,
        'window_seconds' as column_name,
        'a funnel across visits has no end.' as problem,
        'Write the longest time from the first step to the last, such as 2592000 for 30 days.' as remedy
    from int_cro__plan_funnels_judged
    where unit = 'visitor' and window_seconds_text is null
    union all
    select
        file_name,
        funnel_key as row_key,
        'window_seconds' as column_name,
        'a funnel inside one visit ends with the visit, so a window says nothing.' as problem,
        'Leave window_seconds empty, or set unit to visitor.' as remedy
    from int_cro__plan_funnels_judged
    where unit = 'session' and window_seconds_text is not null
),

problems as (
    select
        file_name,
        row_key,
        cast(null as {{ dbt.type_string() }}) as definition_version,
        column_name,
        {{ cro.text_literal('error') }} as severity,
        problem,
        remedy
    from problems_found
)

select * from problems
