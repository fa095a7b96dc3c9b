with

int_cro__plan_conversions as (
    select * from {{ ref('int_cro__plan_conversions') }}
),

stg_cro__plan_rules as (
    select * from {{ ref('stg_cro__plan_rules') }}
),

stg_cro__plan_funnels as (
    select * from {{ ref('stg_cro__plan_funnels') }}
),

stg_cro__plan_funnel_steps as (
    select * from {{ ref('stg_cro__plan_funnel_steps') }}
),

conversion_keys as (
    select
        conversion_key,
        conversion_type,
        max(case when is_matched then 1 else 0 end) as matched_count
    from int_cro__plan_conversions
    where conversion_key is not null
    group by conversion_key, conversion_type
),

-- One shape for whatever names a conversion by its key.
references_made as (
    select
        file_name,
        conversion_key as row_key,
        definition_version_text as definition_version,
        'leads_to' as column_name,
        leads_to as conversion_key,
        'macro' as conversion_type,
        is_matched as must_be_matched
    from int_cro__plan_conversions
    where leads_to is not null
    union all
    select
        file_name,
        conversion_key as row_key,
        definition_version_text as definition_version,
        'follows' as column_name,
        follows as conversion_key,
        'macro' as conversion_type,
        is_matched as must_be_matched
    from int_cro__plan_conversions
    where follows <> conversion_key
    union all
    select
        file_name,
        conversion_key as row_key,
        definition_version_text as definition_version,
        'conversion_key' as column_name,
        conversion_key,
        'any' as conversion_type,
        false as must_be_matched
    from stg_cro__plan_rules
    where conversion_key is not null
    union all
    select
        steps.file_name,
        steps.funnel_key || ' step ' || coalesce(steps.step_number_text, 'without a number') as row_key,
        cast(null as {{ dbt.type_string() }}) as definition_version,
        'conversion_key' as column_name,
        steps.conversion_key,
        'any' as conversion_type,
        coalesce(funnels.status in ('active', 'diagnostic'), false) as must_be_matched
    from stg_cro__plan_funnel_steps as steps
    left join stg_cro__plan_funnels as funnels
        on steps.funnel_key = funnels.funnel_key
    where steps.conversion_key is not null
),

problems as (
    select
        references_made.file_name,
        references_made.row_key,
        references_made.definition_version,
        references_made.column_name,
        {{ cro.text_literal('error') }} as severity,
        case
            when conversion_keys.conversion_key is not null
                then '"' || references_made.conversion_key || '" has no active or diagnostic version.'
            when references_made.conversion_type = 'macro'
                then '"' || references_made.conversion_key || '" is no macro conversion.'
            else '"' || references_made.conversion_key || '" is no conversion of the plan.'
        end as problem,
        case
            when conversion_keys.conversion_key is not null
                then 'Name a conversion that is counted, or set its status to active.'
            else 'Correct the key, or add the conversion to the plan.'
        end as remedy
    from references_made
    left join conversion_keys
        on
            references_made.conversion_key = conversion_keys.conversion_key
            and references_made.conversion_type in ('any', conversion_keys.conversion_type)
    where
        conversion_keys.conversion_key is null
        or (references_made.must_be_matched and conversion_keys.matched_count = 0)
)

select * from problems
