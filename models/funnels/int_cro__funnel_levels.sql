-- depends_on: {{ ref('int_cro__rule_hashes') }}
{{ config(meta={'rule_scope': 'funnel_plan'}) }}

with

funnels as (
    select * from {{ ref('dim_cro__funnels') }}
),

funnel_steps as (
    select * from {{ ref('dim_cro__funnel_steps') }}
),

-- An optional step waits for the same required step as the required one after it.
counted_steps as (
    select
        *,
        coalesce(sum(case when is_optional then 0 else 1 end) over (
            partition by funnel_key
            order by step_number
            rows between unbounded preceding and 1 preceding
        ), 0) as required_step_count_before
    from funnel_steps
),

-- Limits in whole microseconds compare exactly; without a limit, any distance will do.
funnel_levels as (
    select
        counted_steps.funnel_key,
        funnels.unit,
        counted_steps.step_number,
        cast(counted_steps.required_step_count_before + 1 as integer) as level,
        counted_steps.is_optional,
        counted_steps.conversion_key,
        counted_steps.conversion_type,
        counted_steps.hold_property,
        coalesce(funnels.window_seconds * 1000000, 9223372036854775807) as window_microseconds,
        coalesce(counted_steps.max_seconds_from_previous * 1000000, 9223372036854775807)
            as max_microseconds_from_previous
    from counted_steps
    inner join funnels
        on counted_steps.funnel_key = funnels.funnel_key
    where
        funnels.is_computed
        and not (counted_steps.is_optional and counted_steps.required_step_count_before = 0)
)

select * from funnel_levels
