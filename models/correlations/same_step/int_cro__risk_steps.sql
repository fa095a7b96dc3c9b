with

unit_steps as (
    select * from {{ ref('int_cro__unit_steps') }}
),

macro_conversions as (
    select distinct macro_conversion_key from {{ ref('int_cro__micro_macro_pairs') }}
),

unit_macros as (
    select * from {{ ref('int_cro__unit_macros') }}
),

unit_stages as (
    select * from {{ ref('int_cro__unit_stages') }}
),

unit_milestone_steps as (
    select * from {{ ref('int_cro__unit_milestone_steps') }}
),

-- At risk in a step is who has not converted by it; who converts in it has no later to look at.
risk_steps as (
    select
        unit_steps.unit,
        unit_steps.unit_key,
        unit_steps.visitor_key,
        macro_conversions.macro_conversion_key,
        unit_steps.step_number,
        cast(unit_steps.place_number as {{ dbt.type_string() }})
        || '|' || cast(coalesce(unit_stages.stage_number, 0) as {{ dbt.type_string() }})
        || '|' || unit_steps.segment_stratum as stratum,
        unit_milestone_steps.step_number is not null as is_milestone_step,
        case
            when unit_macros.first_at is null then 0
            when unit_macros.first_at > unit_steps.horizon_ends_at then 0
            else 1
        end as converted_count
    from unit_steps
    cross join macro_conversions
    left join unit_macros
        on
            unit_steps.unit = unit_macros.unit
            and unit_steps.unit_key = unit_macros.unit_key
            and macro_conversions.macro_conversion_key = unit_macros.macro_conversion_key
    left join unit_stages
        on
            unit_steps.unit = unit_stages.unit
            and unit_steps.unit_key = unit_stages.unit_key
            and macro_conversions.macro_conversion_key = unit_stages.macro_conversion_key
            and unit_steps.step_number >= unit_stages.from_step_number
            and unit_steps.step_number
            <= coalesce(unit_stages.until_step_number, unit_steps.step_number)
    left join unit_milestone_steps
        on
            unit_steps.unit = unit_milestone_steps.unit
            and unit_steps.unit_key = unit_milestone_steps.unit_key
            and macro_conversions.macro_conversion_key
            = unit_milestone_steps.macro_conversion_key
            and unit_steps.step_number = unit_milestone_steps.step_number
    where coalesce(unit_macros.first_step_number, unit_steps.step_number + 1) > unit_steps.step_number
)

select * from risk_steps
