-- depends_on: {{ ref('int_cro__rule_hashes') }}
{{ config(meta={'rule_scope': 'funnel_plan'}) }}

with

funnels as (
    select * from {{ ref('dim_cro__funnels') }}
    where is_computed
),

steps as (
    select * from {{ ref('dim_cro__funnel_steps') }}
),

micro_conversions as (
    select * from {{ ref('dim_cro__micro_conversions') }}
),

computed_steps as (
    select steps.*
    from steps
    inner join funnels
        on steps.funnel_key = funnels.funnel_key
),

goal_steps as (
    select
        funnel_key,
        conversion_key as macro_conversion_key
    from computed_steps
    where
        is_last_step
        and conversion_type = 'macro'
),

-- A funnel that ends before the goal is read against the goals its own steps lead to.
led_to as (
    select
        computed_steps.funnel_key,
        micro_conversions.leads_to as macro_conversion_key
    from computed_steps
    inner join micro_conversions
        on
            computed_steps.conversion_key = micro_conversions.micro_conversion_key
            and micro_conversions.is_latest_version
    left join goal_steps
        on computed_steps.funnel_key = goal_steps.funnel_key
    where
        computed_steps.conversion_type = 'micro'
        and micro_conversions.leads_to is not null
        and goal_steps.funnel_key is null
    group by computed_steps.funnel_key, micro_conversions.leads_to
),

funnel_macro_conversions as (
    select * from goal_steps
    union all
    select * from led_to
)

select * from funnel_macro_conversions
