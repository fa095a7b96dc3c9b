with

micro_conversions as (
    select * from {{ ref('dim_cro__micro_conversions') }}
    where
        is_latest_version
        and status in ('active', 'diagnostic')
        and category = 'process_milestone'
),

macro_conversions as (
    select * from {{ ref('dim_cro__macro_conversions') }}
    where is_latest_version and status in ('active', 'diagnostic')
),

funnels as (
    select * from {{ ref('dim_cro__funnels') }}
),

funnel_steps as (
    select * from {{ ref('dim_cro__funnel_steps') }}
),

-- A milestone that names no goal is a step towards any.
milestones as (
    select
        macro_conversions.macro_conversion_key,
        micro_conversions.micro_conversion_key,
        coalesce({{ cro.funnel_stage_rank('micro_conversions.funnel_stage') }}, 0)
            as funnel_stage_order
    from micro_conversions
    inner join macro_conversions
        on
            micro_conversions.leads_to is null
            or micro_conversions.leads_to = macro_conversions.macro_conversion_key
),

-- A funnel that ends in the macro conversion, or passes it, says in which order people come.
funnel_positions as (
    select
        macro_steps.conversion_key as macro_conversion_key,
        micro_steps.conversion_key as micro_conversion_key,
        min(micro_steps.step_number) as funnel_position
    from funnel_steps as macro_steps
    inner join funnel_steps as micro_steps
        on
            macro_steps.funnel_key = micro_steps.funnel_key
            and macro_steps.step_number > micro_steps.step_number
    inner join funnels
        on macro_steps.funnel_key = funnels.funnel_key
    where
        macro_steps.conversion_type = 'macro'
        and micro_steps.conversion_type = 'micro'
        and funnels.is_computed
    group by macro_steps.conversion_key, micro_steps.conversion_key
),

positioned_milestones as (
    select
        milestones.*,
        funnel_positions.funnel_position
    from milestones
    left join funnel_positions
        on
            milestones.macro_conversion_key = funnel_positions.macro_conversion_key
            and milestones.micro_conversion_key = funnel_positions.micro_conversion_key
),

-- One row a stage, because not every warehouse has a window that takes all rows of a tie.
stages as (
    select
        macro_conversion_key,
        funnel_stage_order,
        max(funnel_position) as last_position
    from positioned_milestones
    group by macro_conversion_key, funnel_stage_order
),

-- A milestone outside every funnel stands behind the funnel steps of its stage and before it.
stage_places as (
    select
        macro_conversion_key,
        funnel_stage_order,
        max(last_position) over (
            partition by macro_conversion_key
            order by funnel_stage_order
            rows between unbounded preceding and current row
        ) as last_position
    from stages
),

placed_milestones as (
    select
        milestones.macro_conversion_key,
        milestones.micro_conversion_key,
        milestones.funnel_stage_order,
        case when milestones.funnel_position is null then 1 else 0 end as is_outside_funnels,
        coalesce(milestones.funnel_position, stage_places.last_position, 0) as place
    from positioned_milestones as milestones
    inner join stage_places
        on
            milestones.macro_conversion_key = stage_places.macro_conversion_key
            and milestones.funnel_stage_order = stage_places.funnel_stage_order
),

macro_milestones as (
    select
        macro_conversion_key,
        micro_conversion_key,
        cast(row_number() over (
            partition by macro_conversion_key
            order by place, is_outside_funnels, funnel_stage_order, micro_conversion_key
        ) as integer) as stage_number
    from placed_milestones
)

select * from macro_milestones
