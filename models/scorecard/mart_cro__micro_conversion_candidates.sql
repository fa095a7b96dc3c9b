-- depends_on: {{ ref('cro__tracking_plan_gate') }}
with

verdicts as (
    select * from {{ ref('int_cro__verdicts') }}
    where is_candidate and population_type = 'half_of_devices'
),

candidates as (
    select * from {{ ref('int_cro__candidates') }}
    where not is_planned
),

macro_conversions as (
    select * from {{ ref('dim_cro__macro_conversions') }}
    where is_latest_version
),

candidate_plan_rows as (
    select * from {{ ref('int_cro__candidate_plan_rows') }}
),

-- Whoever picks the best of many must not believe the number that made it the best.
finds as (
    select
        unit,
        action_key,
        macro_conversion_key,
        verdict as finding_verdict,
        risk_ratio as finding_risk_ratio,
        risk_difference * exposed_count as finding_associated_conversions
    from verdicts
    where
        population_value = 'first'
        and risk_difference is not null
        and verdict not in ('after_macro', 'coincident', 'structural', 'no_comparison')
),

ranked_finds as (
    select
        finds.*,
        candidates.candidate_type,
        candidates.event_name,
        candidates.property_name,
        candidates.property_value,
        candidates.event_count,
        candidates.visitor_count,
        cast(row_number() over (
            partition by finds.unit, finds.macro_conversion_key
            order by finds.finding_associated_conversions desc, finds.action_key asc
        ) as integer) as finding_rank
    from finds
    inner join candidates
        on finds.action_key = candidates.candidate_key
),

reported_finds as (
    select
        {{ cro.hash_columns([
            'ranked_finds.unit', 'ranked_finds.action_key', 'ranked_finds.macro_conversion_key',
        ]) }} as micro_conversion_candidate_key,
        ranked_finds.unit,
        ranked_finds.macro_conversion_key,
        macro_conversions.label as macro_label,
        ranked_finds.candidate_type,
        ranked_finds.event_name,
        ranked_finds.property_name,
        ranked_finds.property_value,
        ranked_finds.event_count,
        ranked_finds.visitor_count,
        ranked_finds.finding_rank,
        ranked_finds.finding_verdict,
        ranked_finds.finding_risk_ratio,
        ranked_finds.finding_associated_conversions,
        verdicts.verdict,
        verdicts.all_exposed_count as exposed_count,
        verdicts.exposed_count as compared_exposed_count,
        verdicts.risk_exposed as exposed_rate,
        verdicts.risk_unexposed as comparison_rate,
        verdicts.risk_difference,
        verdicts.risk_difference_lower,
        verdicts.risk_difference_upper,
        verdicts.risk_difference * verdicts.exposed_count as associated_conversions,
        verdicts.risk_ratio,
        verdicts.risk_ratio_lower,
        verdicts.risk_ratio_upper,
        verdicts.p_value,
        verdicts.q_value,
        verdicts.family_size,
        candidate_plan_rows.plan_row,
        candidate_plan_rows.rule_rows
    from ranked_finds
    inner join verdicts
        on
            ranked_finds.unit = verdicts.unit
            and ranked_finds.action_key = verdicts.action_key
            and ranked_finds.macro_conversion_key = verdicts.macro_conversion_key
    inner join macro_conversions
        on ranked_finds.macro_conversion_key = macro_conversions.macro_conversion_key
    inner join candidate_plan_rows
        on
            ranked_finds.action_key = candidate_plan_rows.candidate_key
            and ranked_finds.macro_conversion_key = candidate_plan_rows.macro_conversion_key
    where verdicts.population_value = 'second'
)

select * from reported_finds
