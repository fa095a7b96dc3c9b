with

first_verdicts as (
    select * from {{ ref('int_cro__first_verdicts') }}
),

-- Only rows whose verdict hangs on chance are judged together; what is planned is no candidate.
family_verdicts as (
    select
        *,
        case when first_verdict is null and is_in_family then unskewed_p_value end
            as family_p_value
    from first_verdicts
),

ranked_verdicts as (
    select
        *,
        cast(count(family_p_value) over (
            partition by population_key, macro_conversion_key, is_candidate
        ) as bigint) as family_size,
        row_number() over (
            partition by population_key, macro_conversion_key, is_candidate
            order by coalesce(family_p_value, 2), action_key
        ) as p_rank
    from family_verdicts
),

-- Benjamini and Hochberg: the smallest p times family over rank, from this rank on.
corrected_verdicts as (
    select
        *,
        case
            when family_p_value is not null
                then least(1.0, min(family_p_value * family_size / p_rank) over (
                        partition by population_key, macro_conversion_key, is_candidate
                        order by p_rank desc
                        rows between unbounded preceding and current row
                    ))
        end as q_value
    from ranked_verdicts
),

-- An arm in which nobody converted has no ratio; its difference says as much.
sided_verdicts as (
    select
        *,
        case
            when
                risk_ratio >= {{ var('cro__useful_ratio_above') }} and risk_ratio_lower > 1
                then 'predictive'
            when
                risk_ratio <= {{ var('cro__useful_ratio_below') }} and risk_ratio_upper < 1
                then 'counter_indicator'
            when risk_ratio is null and unexposed_converted = 0 and risk_difference_lower > 0
                then 'predictive'
            when risk_ratio is null and exposed_converted = 0 and risk_difference_upper < 0
                then 'counter_indicator'
        end as side
    from corrected_verdicts
),

verdicts as (
    select
        *,
        case
            when first_verdict is not null then first_verdict
            when q_value < {{ var('cro__max_q_value') }} and side is not null then side
            when
                risk_ratio_lower >= {{ var('cro__useful_ratio_below') }}
                and risk_ratio_upper <= {{ var('cro__useful_ratio_above') }}
                then 'no_useful_difference'
            else 'inconclusive'
        end as verdict
    from sided_verdicts
)

select * from verdicts
