-- depends_on: {{ ref('int_cro__rule_hashes') }}
{{ config(meta={'rule_scope': 'funnel_plan'}) }}

with

stg_cro__plan_funnel_steps as (
    select * from {{ ref('stg_cro__plan_funnel_steps') }}
),

int_cro__conversion_definitions as (
    select * from {{ ref('int_cro__conversion_definitions') }}
),

latest_definitions as (
    select
        conversion_key,
        conversion_type,
        label
    from int_cro__conversion_definitions
    where is_latest_version
),

-- An optional step never gates, so a step's neighbours are the nearest required ones.
funnel_steps as (
    select
        {{ cro.hash_columns(['plan_steps.funnel_key', 'plan_steps.step_number']) }} as funnel_step_key,
        plan_steps.funnel_key,
        cast(plan_steps.step_number as integer) as step_number,
        plan_steps.conversion_key,
        latest_definitions.conversion_type,
        latest_definitions.label,
        plan_steps.is_optional,
        plan_steps.max_seconds_from_previous,
        plan_steps.hold_property,
        cast(max(case when not plan_steps.is_optional then plan_steps.step_number end) over (
            partition by plan_steps.funnel_key
            order by plan_steps.step_number
            rows between unbounded preceding and 1 preceding
        ) as integer) as previous_required_step_number,
        cast(min(case when not plan_steps.is_optional then plan_steps.step_number end) over (
            partition by plan_steps.funnel_key
            order by plan_steps.step_number
            rows between 1 following and unbounded following
        ) as integer) as next_required_step_number,
        plan_steps.step_number = max(plan_steps.step_number) over (
            partition by plan_steps.funnel_key
        ) as is_last_step
    from stg_cro__plan_funnel_steps as plan_steps
    inner join latest_definitions
        on plan_steps.conversion_key = latest_definitions.conversion_key
)

select * from funnel_steps
