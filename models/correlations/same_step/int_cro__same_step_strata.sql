with

risk_steps as (
    select * from {{ ref('int_cro__risk_steps') }}
),

risk_micros as (
    select * from {{ ref('int_cro__risk_micros') }}
),

-- Whoever reaches a milestone moves on to the next stage, so that step is no ordinary one.
ordinary_steps as (
    select
        unit,
        macro_conversion_key,
        stratum,
        count(*) as step_count,
        sum(converted_count) as converted_count
    from risk_steps
    where not is_milestone_step
    group by unit, macro_conversion_key, stratum
),

done_steps as (
    select
        unit,
        micro_conversion_key,
        macro_conversion_key,
        stratum,
        sum(case when is_exposed then 1 else 0 end) as exposed_count,
        sum(case when is_exposed then converted_count else 0 end) as exposed_converted,
        sum(case when is_milestone_step then 0 else 1 end) as step_count,
        sum(case when is_milestone_step then 0 else converted_count end)
            as converted_count
    from risk_micros
    group by unit, micro_conversion_key, macro_conversion_key, stratum
),

-- The comparison is every ordinary step of those who had not done it yet.
same_step_strata as (
    select
        done_steps.unit,
        done_steps.micro_conversion_key,
        done_steps.macro_conversion_key,
        done_steps.stratum,
        cast(done_steps.exposed_converted as bigint) as exposed_converted,
        cast(done_steps.exposed_count as bigint) as exposed_count,
        cast(coalesce(ordinary_steps.converted_count, 0) - done_steps.converted_count as bigint)
            as unexposed_converted,
        cast(coalesce(ordinary_steps.step_count, 0) - done_steps.step_count as bigint)
            as unexposed_count
    from done_steps
    left join ordinary_steps
        on
            done_steps.unit = ordinary_steps.unit
            and done_steps.macro_conversion_key = ordinary_steps.macro_conversion_key
            and done_steps.stratum = ordinary_steps.stratum
    where done_steps.exposed_count > 0
)

select * from same_step_strata
