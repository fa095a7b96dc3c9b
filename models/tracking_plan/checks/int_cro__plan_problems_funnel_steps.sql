with

stg_cro__plan_funnel_steps as (
    select * from {{ ref('stg_cro__plan_funnel_steps') }}
),

stg_cro__plan_funnels as (
    select * from {{ ref('stg_cro__plan_funnels') }}
),

stg_cro__plan_properties as (
    select * from {{ ref('stg_cro__plan_properties') }}
),

funnel_keys as (
    select funnel_key
    from stg_cro__plan_funnels
    group by funnel_key
),

property_names as (
    select property_name
    from stg_cro__plan_properties
    group by property_name
),

last_steps as (
    select
        funnel_key,
        max(step_number) as step_number
    from stg_cro__plan_funnel_steps
    group by funnel_key
),

steps as (
    select
        plan.file_name,
        plan.funnel_key || ' step ' || coalesce(plan.step_number_text, 'without a number') as row_key,
        plan.funnel_key,
        plan.step_number,
        plan.is_optional,
        plan.max_seconds_from_previous_text,
        plan.hold_property,
        funnel_keys.funnel_key is not null as is_funnel_known,
        property_names.property_name is not null
        or plan.hold_property in ({{ cro.quoted_list(cro.canonical_properties()) }}) as is_property_known,
        plan.step_number = last_steps.step_number as is_last_step
    from stg_cro__plan_funnel_steps as plan
    left join funnel_keys
        on plan.funnel_key = funnel_keys.funnel_key
    left join property_names
        on plan.hold_property = property_names.property_name
    left join last_steps
        on plan.funnel_key = last_steps.funnel_key
    where plan.funnel_key is not null
),

problems_found as (
    select
        file_name,
        row_key,
        'funnel_key' as column_name,
        'error' as severity,
        '"' || funnel_key || '" is no funnel of the plan.' as problem,
        'Correct the key, or add the funnel to the funnels.' as remedy
    from steps
    where not is_funnel_known
    union all
    select
        file_name,
        row_key,
        'hold_property' as column_name,
        'error' as severity,
        '"' || hold_property || '" is neither a canonical column nor a declared property.' as problem,
        'Correct the name, or declare the property.' as remedy
    from steps
    where hold_property is not null and not is_property_known
    union all
    select
        file_name,
        row_key,
        'max_seconds_from_previous' as column_name,
        'warning' as severity,
        'the first step has no step before it, so the limit says nothing.' as problem,
        'Leave the column empty at step 1.' as remedy
    from steps
    where step_number = 1 and max_seconds_from_previous_text is not null
    union all
    select
        file_name,
        row_key,
        'is_optional' as column_name,
        'warning' as severity,
        'the last step is optional, so no required step comes after it.' as problem,
        'Make the last step required: it is what the funnel leads to.' as remedy
    from steps
    where is_last_step and is_optional and step_number > 1
),

problems as (
    select
        file_name,
        row_key,
        cast(null as {{ dbt.type_string() }}) as definition_version,
        column_name,
        severity,
        problem,
        remedy
    from problems_found
)

select * from problems
