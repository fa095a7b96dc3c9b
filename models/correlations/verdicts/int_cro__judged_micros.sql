with

verdicts as (
    select * from {{ ref('int_cro__verdicts') }}
    where not is_candidate
),

population_actors as (
    select * from {{ ref('int_cro__population_actors') }}
),

macro_milestones as (
    select distinct macro_conversion_key from {{ ref('int_cro__macro_milestones') }}
),

pairs as (
    select * from {{ ref('int_cro__micro_macro_pairs') }}
),

-- Associated conversions weigh the difference by how many did it, so that rare wonders do not lead.
judged_micros as (
    select
        verdicts.*,
        coalesce(population_actors.actor_count, 0) as actor_count,
        coalesce(population_actors.late_actor_count, 0) as late_actor_count,
        pairs.is_declared_passive
        or coalesce(2 * population_actors.passive_actor_count > population_actors.actor_count, false)
            as is_passive_micro,
        macro_milestones.macro_conversion_key is not null as is_stage_adjusted,
        not {{ cro.has_support('least(verdicts.expected_exposed, verdicts.expected_unexposed)', 20) }}
            as is_interval_approximate,
        verdicts.risk_difference * verdicts.exposed_count as associated_conversions,
        verdicts.risk_difference_lower * verdicts.exposed_count as associated_conversions_lower,
        verdicts.risk_difference_upper * verdicts.exposed_count as associated_conversions_upper,
        {{ cro.e_value('verdicts.risk_ratio') }} as e_value,
        case
            when verdicts.risk_ratio_lower <= 1 and verdicts.risk_ratio_upper >= 1 then 1.0
            when verdicts.risk_ratio > 1 then {{ cro.e_value('verdicts.risk_ratio_lower') }}
            else {{ cro.e_value('verdicts.risk_ratio_upper') }}
        end as e_value_of_near_bound,
        exp(
            ({{ cro.normal_quantile_975() }} + {{ cro.normal_quantile_80() }})
            * verdicts.risk_ratio_log_error
        ) as smallest_findable_ratio
    from verdicts
    inner join pairs
        on
            verdicts.action_key = pairs.micro_conversion_key
            and verdicts.macro_conversion_key = pairs.macro_conversion_key
    left join population_actors
        on
            verdicts.population_key = population_actors.population_key
            and verdicts.action_key = population_actors.action_key
    left join macro_milestones
        on verdicts.macro_conversion_key = macro_milestones.macro_conversion_key
)

select * from judged_micros
