with

int_cro__plan_funnels_judged as (
    select * from {{ ref('int_cro__plan_funnels_judged') }}
),

problems_found as (
    select
        step_file_name as file_name,
        funnel_key as row_key,
        'step_number' as column_name,
        'the funnel has one step.' as problem,
        'Add the step after it, or delete the funnel: one step is a conversion, not a way.' as remedy
    from int_cro__plan_funnels_judged
    where step_count = 1
    union all
    select
        step_file_name as file_name,
        funnel_key as row_key,
        'step_number' as column_name,
        'the funnel has ' || cast(step_count as {{ dbt.type_string() }}) || ' steps, more than '
        || '{{ var("cro__max_funnel_steps") }}.' as problem,
        'Leave out steps, split the funnel, or raise the var cro__max_funnel_steps.' as remedy
    from int_cro__plan_funnels_judged
    where step_count > {{ var('cro__max_funnel_steps') }}
    union all
    select
        step_file_name as file_name,
        funnel_key as row_key,
        'step_number' as column_name,
        'the step numbers do not run 1, 2, 3 without a gap.' as problem,
        'Number the steps of the funnel 1, 2, 3 and so on.' as remedy
    from int_cro__plan_funnels_judged
    where has_gap
    union all
    select
        step_file_name as file_name,
        funnel_key || ' step 1' as row_key,
        'is_optional' as column_name,
        'the first step is optional, and a funnel begins with its first step.' as problem,
        'Make the first step required, or start the funnel with another one.' as remedy
    from int_cro__plan_funnels_judged
    where starts_optional
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
