-- Which micro conversions need no longer be reported, and which come next?
-- Run it with: dbt show --select which_micro_conversion_to_retire --limit 50
{{ config(enabled=var('cro__with_analyses')) }}

with

scorecard as (
    select * from {{ ref('mart_cro__micro_conversion_scorecard') }}
),

-- What is a good sign for one goal is worth keeping, whatever it says of another.
weighed as (
    select
        *,
        max(case when recommendation in ('promote', 'keep') then 1 else 0 end) over (
            partition by micro_conversion_key
        ) as is_useful_somewhere
    from scorecard
),

-- The more certain it is that nothing is lost, the earlier; tracking that broke is mended, not retired.
grounds as (
    select
        *,
        case
            when recommendation = 'retire' then 1
            when conversion_count = 0 then 2
            when verdict in ('after_macro', 'coincident') then 3
            when verdict in ('counter_indicator', 'no_useful_difference') then 4
        end as place
    from weighed
    where is_useful_somewhere = 0 and silent_day_count = 0
),

retirements as (
    select
        case place
            when 1 then 'retire'
            when 2 then 'never seen: check the tracking plan, or retire'
            when 3 then 'no sign of what is to come: keep only if the act itself matters'
            when 4 then 'look again next month'
        end as advice,
        place,
        micro_conversion_key,
        label,
        macro_conversion_key,
        unit,
        verdict,
        conversion_count,
        risk_ratio,
        risk_ratio_lower,
        risk_ratio_upper,
        smallest_findable_ratio,
        reason
    from grounds
    where place is not null
)

select * from retirements
order by place, micro_conversion_key, macro_conversion_key
