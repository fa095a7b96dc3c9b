with

same_step_measures as (
    select * from {{ ref('int_cro__same_step_measures') }}
),

populations as (
    select * from {{ ref('int_cro__populations') }}
    where is_total or population_type not in ('segment', 'month')
),

looks as (
    select
        populations.unit,
        populations.population_type,
        same_step_measures.action_key,
        same_step_measures.macro_conversion_key,
        same_step_measures.risk_ratio,
        same_step_measures.risk_ratio_lower,
        same_step_measures.risk_ratio_upper
    from same_step_measures
    inner join populations
        on same_step_measures.population_key = populations.population_key
),

-- Six looks at one question: all, two halves of time, two of devices, and another clock.
counted_sides as (
    select
        unit,
        action_key,
        macro_conversion_key,
        sum(case
            when population_type <> 'without_segments' and risk_ratio > 1 then 1 else 0
        end) as above_count,
        sum(case
            when population_type <> 'without_segments' and risk_ratio < 1 then 1 else 0
        end) as below_count,
        max(case when population_type = 'segment' then risk_ratio_lower end) as total_lower,
        max(case when population_type = 'segment' then risk_ratio_upper end) as total_upper,
        max(case when population_type = 'without_segments' then risk_ratio end)
            as unsegmented_ratio,
        max(case when population_type = 'without_segments' then risk_ratio_lower end)
            as unsegmented_lower,
        max(case when population_type = 'without_segments' then risk_ratio_upper end)
            as unsegmented_upper
    from looks
    group by unit, action_key, macro_conversion_key
),

robustness as (
    select
        unit,
        action_key,
        macro_conversion_key,
        unsegmented_ratio,
        above_count = 6 or below_count = 6 as is_robust,
        coalesce(
            (total_lower > 1 and unsegmented_upper < 1)
            or (total_upper < 1 and unsegmented_lower > 1),
            false
        ) as is_reversed
    from counted_sides
)

select * from robustness
