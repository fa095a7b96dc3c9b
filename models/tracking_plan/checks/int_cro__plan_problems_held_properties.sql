with

int_cro__plan_funnels_judged as (
    select * from {{ ref('int_cro__plan_funnels_judged') }}
),

problems_found as (
    select
        step_file_name as file_name,
        funnel_key as row_key,
        'hold_property' as column_name,
        'the steps hold different properties.' as problem,
        'Hold one property in all steps of a funnel, such as the product or the question.' as remedy
    from int_cro__plan_funnels_judged
    where holds_several
    union all
    select
        step_file_name as file_name,
        funnel_key || ' step 1' as row_key,
        'hold_property' as column_name,
        'a later step holds ' || one_hold_property || ', and the first step does not.' as problem,
        'Write ' || one_hold_property || ' at step 1 too: later steps are compared with it.' as remedy
    from int_cro__plan_funnels_judged
    where holds_late
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
