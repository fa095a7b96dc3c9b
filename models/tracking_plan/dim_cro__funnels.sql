-- depends_on: {{ ref('int_cro__rule_hashes') }}
{{ config(meta={'rule_scope': 'funnel_plan'}) }}

with

stg_cro__plan_funnels as (
    select * from {{ ref('stg_cro__plan_funnels') }}
),

stg_cro__plan_funnel_steps as (
    select * from {{ ref('stg_cro__plan_funnel_steps') }}
),

cro__tracking_plan_gate as (
    select * from {{ ref('cro__tracking_plan_gate') }}
),

step_counts as (
    select
        funnel_key,
        cast(count(*) as integer) as step_count
    from stg_cro__plan_funnel_steps
    group by funnel_key
),

funnels as (
    select
        stg_cro__plan_funnels.funnel_key,
        stg_cro__plan_funnels.label,
        stg_cro__plan_funnels.owner,
        stg_cro__plan_funnels.status,
        stg_cro__plan_funnels.unit,
        stg_cro__plan_funnels.window_seconds,
        stg_cro__plan_funnels.order_mode,
        step_counts.step_count,
        stg_cro__plan_funnels.status in ('active', 'diagnostic') as is_computed
    from stg_cro__plan_funnels
    inner join step_counts
        on stg_cro__plan_funnels.funnel_key = step_counts.funnel_key
    cross join cro__tracking_plan_gate
    where cro__tracking_plan_gate.is_plan_valid = 1
)

select * from funnels
