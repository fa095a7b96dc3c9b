with

cro_plan_columns as (
    select * from {{ ref('cro_plan_columns') }}
),

stg_cro__plan_micro_conversions as (
    select * from {{ ref('stg_cro__plan_micro_conversions') }}
),

stg_cro__plan_macro_conversions as (
    select * from {{ ref('stg_cro__plan_macro_conversions') }}
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

stg_cro__plan_properties as (
    select * from {{ ref('stg_cro__plan_properties') }}
),

-- Turned to one row per cell, each cell meets the row that says what it must hold.
plan_cells as (
    select
        cro_plan_columns.*,
        plan.file_name,
        coalesce(plan.micro_conversion_key, plan.label) as row_key,
        plan.definition_version_text as definition_version,
        {{ cro.row_value('plan', 'cro_plan_columns.staged_column') }} as value_text
    from stg_cro__plan_micro_conversions as plan
    inner join cro_plan_columns
        on cro_plan_columns.plan_part = 'micro_conversions'
    union all
    select
        cro_plan_columns.*,
        plan.file_name,
        coalesce(plan.macro_conversion_key, plan.label) as row_key,
        plan.definition_version_text as definition_version,
        {{ cro.row_value('plan', 'cro_plan_columns.staged_column') }} as value_text
    from stg_cro__plan_macro_conversions as plan
    inner join cro_plan_columns
        on cro_plan_columns.plan_part = 'macro_conversions'
    union all
    select
        cro_plan_columns.*,
        plan.file_name,
        plan.conversion_key as row_key,
        plan.definition_version_text as definition_version,
        {{ cro.row_value('plan', 'cro_plan_columns.staged_column') }} as value_text
    from stg_cro__plan_rules as plan
    inner join cro_plan_columns
        on cro_plan_columns.plan_part = 'rules'
    union all
    select
        cro_plan_columns.*,
        plan.file_name,
        coalesce(plan.funnel_key, plan.label) as row_key,
        cast(null as {{ dbt.type_string() }}) as definition_version,
        {{ cro.row_value('plan', 'cro_plan_columns.staged_column') }} as value_text
    from stg_cro__plan_funnels as plan
    inner join cro_plan_columns
        on cro_plan_columns.plan_part = 'funnels'
    union all
    select
        cro_plan_columns.*,
        plan.file_name,
        plan.funnel_key || ' step ' || coalesce(plan.step_number_text, 'without a number')
            as row_key,
        cast(null as {{ dbt.type_string() }}) as definition_version,
        {{ cro.row_value('plan', 'cro_plan_columns.staged_column') }} as value_text
    from stg_cro__plan_funnel_steps as plan
    inner join cro_plan_columns
        on cro_plan_columns.plan_part = 'funnel_steps'
    union all
    select
        cro_plan_columns.*,
        plan.file_name,
        plan.property_name as row_key,
        cast(null as {{ dbt.type_string() }}) as definition_version,
        {{ cro.row_value('plan', 'cro_plan_columns.staged_column') }} as value_text
    from stg_cro__plan_properties as plan
    inner join cro_plan_columns
        on cro_plan_columns.plan_part = 'properties'
)

select * from plan_cells
