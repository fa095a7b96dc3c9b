with

unit_outcomes as (
    select * from {{ ref('int_cro__funnel_unit_outcomes') }}
),

unit_conversions as (
    select * from {{ ref('int_cro__funnel_unit_conversions') }}
),

funnel_macro_conversions as (
    select * from {{ ref('int_cro__funnel_macro_conversions') }}
),

unit_goals as (
    select
        unit_outcomes.funnel_key,
        unit_outcomes.unit_key,
        unit_outcomes.depth,
        unit_outcomes.is_matured,
        funnel_macro_conversions.macro_conversion_key,
        max(case when unit_conversions.unit_key is not null then 1 else 0 end) as has_converted
    from unit_outcomes
    inner join funnel_macro_conversions
        on unit_outcomes.funnel_key = funnel_macro_conversions.funnel_key
    left join unit_conversions
        on
            unit_outcomes.funnel_key = unit_conversions.funnel_key
            and unit_outcomes.unit_key = unit_conversions.unit_key
            and funnel_macro_conversions.macro_conversion_key = unit_conversions.conversion_key
            and unit_conversions.conversion_type = 'macro'
    group by
        unit_outcomes.funnel_key,
        unit_outcomes.unit_key,
        unit_outcomes.depth,
        unit_outcomes.is_matured,
        funnel_macro_conversions.macro_conversion_key
),

depth_counts as (
    select
        funnel_key,
        macro_conversion_key,
        depth,
        cast(sum(case when is_matured then 1 else 0 end) as bigint) as unit_count,
        cast(sum(case when is_matured then has_converted else 0 end) as bigint) as converted_unit_count,
        cast(sum(case when is_matured then 0 else 1 end) as bigint) as immature_unit_count
    from unit_goals
    group by funnel_key, macro_conversion_key, depth
)

select * from depth_counts
