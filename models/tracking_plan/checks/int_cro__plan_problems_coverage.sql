with

int_cro__plan_conversions as (
    select * from {{ ref('int_cro__plan_conversions') }}
),

stg_cro__plan_macro_conversions as (
    select * from {{ ref('stg_cro__plan_macro_conversions') }}
),

row_counts as (
    select
        sum(case when conversion_type = 'micro' then 1 else 0 end) as micro_count,
        sum(case when conversion_type = 'macro' then 1 else 0 end) as macro_count
    from int_cro__plan_conversions
),

empty_files as (
    select
        '{{ cro.input_file_name("cro__micro_conversions") }}' as file_name,
        {{ cro.text_literal('the whole file') }} as row_key,
        {{ cro.text_literal('micro_conversion_key') }} as column_name,
        {{ cro.text_literal('error') }} as severity,
        {{ cro.text_literal('the plan is empty: there is no micro conversion.') }} as problem,
        {{ cro.text_literal('Add a row for each small action to count (docs/add_a_micro_conversion.md).') }}
            as remedy
    from row_counts
    where coalesce(micro_count, 0) = 0
    union all
    select
        '{{ cro.input_file_name("cro__macro_conversions") }}' as file_name,
        {{ cro.text_literal('the whole file') }} as row_key,
        {{ cro.text_literal('macro_conversion_key') }} as column_name,
        {{ cro.text_literal('error') }} as severity,
        {{ cro.text_literal('the plan is empty: there is no macro conversion.') }} as problem,
        {{ cro.text_literal('Add a row for each goal, such as order_placed.') }} as remedy
    from row_counts
    where coalesce(macro_count, 0) = 0
),

primary_counts as (
    select
        max(file_name) as file_name,
        sum(case when is_primary and status = 'active' then 1 else 0 end) as primary_count
    from stg_cro__plan_macro_conversions
    having count(*) > 0
),

plan_without_primary as (
    select
        file_name,
        {{ cro.text_literal('the whole file') }} as row_key,
        {{ cro.text_literal('is_primary') }} as column_name,
        {{ cro.text_literal('warning') }} as severity,
        {{ cro.text_literal('no active macro conversion is primary.') }} as problem,
        {{ cro.text_literal('Write true at the goal that matters most.') }} as remedy
    from primary_counts
    where primary_count = 0
),

active_micro_counts as (
    select
        leads_to,
        count(distinct conversion_key) as micro_count
    from int_cro__plan_conversions
    where conversion_type = 'micro' and status = 'active'
    group by leads_to
),

-- A goal that follows another one is reached through it, so its own way may be short.
active_macros as (
    select
        max(file_name) as file_name,
        macro_conversion_key
    from stg_cro__plan_macro_conversions
    where status = 'active' and follows is null
    group by macro_conversion_key
),

macro_counts as (
    select
        active_macros.file_name,
        active_macros.macro_conversion_key,
        coalesce(active_micro_counts.micro_count, 0) as micro_count
    from active_macros
    left join active_micro_counts
        on active_macros.macro_conversion_key = active_micro_counts.leads_to
),

unusual_counts as (
    select
        file_name,
        macro_conversion_key as row_key,
        {{ cro.text_literal('macro_conversion_key') }} as column_name,
        {{ cro.text_literal('warning') }} as severity,
        cast(micro_count as {{ dbt.type_string() }}) || ' active micro conversions lead to it, and '
        || '{{ var("cro__min_micro_conversions_per_macro") }} to '
        || '{{ var("cro__max_micro_conversions_per_macro") }} say most.' as problem,
        'Add or retire micro conversions, or change the vars cro__min_micro_conversions_per_macro and '
        || 'cro__max_micro_conversions_per_macro.' as remedy
    from macro_counts
    where
        micro_count < {{ var('cro__min_micro_conversions_per_macro') }}
        or micro_count > {{ var('cro__max_micro_conversions_per_macro') }}
),

problems_found as (
    select * from empty_files
    union all
    select * from plan_without_primary
    union all
    select * from unusual_counts
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
