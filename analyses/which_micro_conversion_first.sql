-- Which micro conversion deserves attention first, for every goal?
-- Run it with: dbt show --select which_micro_conversion_first --limit 50
{{ config(enabled=var('cro__with_analyses')) }}

with

correlations as (
    select * from {{ ref('mart_cro__micro_macro_correlations') }}
    where verdict in ('predictive', 'counter_indicator')
),

micro_conversions as (
    select * from {{ ref('dim_cro__micro_conversions') }}
    where is_latest_version
),

-- Firm is what is seen in every half of the data and among people of the same stage; then it counts how many
-- conversions more, or fewer, go with it at the cautious end of the interval.
judged as (
    select
        correlations.unit,
        correlations.macro_conversion_key,
        correlations.micro_conversion_key,
        micro_conversions.label,
        correlations.verdict,
        correlations.is_robust and correlations.is_stage_adjusted as is_firm,
        correlations.exposed_count,
        correlations.associated_conversions,
        case
            when correlations.risk_difference_lower > 0 then correlations.associated_conversions_lower
            when correlations.risk_difference_upper < 0 then -correlations.associated_conversions_upper
            else 0
        end as conversions_at_least,
        correlations.risk_ratio,
        correlations.e_value_of_near_bound,
        correlations.effect_percentile,
        correlations.sentence
    from correlations
    inner join micro_conversions
        on correlations.micro_conversion_key = micro_conversions.micro_conversion_key
),

-- A sign of trouble counts as much as a good one.
ordered as (
    select
        row_number() over (
            partition by unit, macro_conversion_key
            order by
                case when is_firm then 0 else 1 end asc,
                conversions_at_least desc,
                micro_conversion_key asc
        ) as place,
        *
    from judged
)

select * from ordered
order by unit, macro_conversion_key, place
