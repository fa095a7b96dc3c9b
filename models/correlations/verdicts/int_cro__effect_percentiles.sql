with

verdicts as (
    select * from {{ ref('int_cro__verdicts') }}
    where is_total and risk_ratio is not null
),

candidates as (
    select * from {{ ref('int_cro__candidates') }}
    where candidate_type = 'event'
),

-- What fires with the goal or after it is no ordinary event; equal up to rounding is equal.
ordinary_events as (
    select
        verdicts.unit,
        verdicts.macro_conversion_key,
        verdicts.risk_ratio
    from verdicts
    inner join candidates
        on verdicts.action_key = candidates.candidate_key
    where verdicts.verdict not in ('after_macro', 'coincident', 'structural')
),

effect_percentiles as (
    select
        verdicts.unit,
        verdicts.action_key,
        verdicts.macro_conversion_key,
        cast(count(*) as bigint) as ordinary_event_count,
        {{ cro.safe_ratio(
            'sum(case when ordinary_events.risk_ratio <= 1.000000001 * verdicts.risk_ratio'
            ~ ' then 1 else 0 end)',
            'count(*)'
        ) }} as effect_percentile
    from verdicts
    inner join ordinary_events
        on
            verdicts.unit = ordinary_events.unit
            and verdicts.macro_conversion_key = ordinary_events.macro_conversion_key
    where not verdicts.is_candidate
    group by verdicts.unit, verdicts.action_key, verdicts.macro_conversion_key
)

select * from effect_percentiles
