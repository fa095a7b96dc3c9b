-- depends_on: {{ ref('cro__tracking_plan_gate') }}
with

judged_micros as (
    select * from {{ ref('int_cro__judged_micros') }}
    where population_type = 'month'
),

watermark as (
    select * from {{ ref('int_cro__watermark') }}
),

-- A visitor's step counts once its horizon has passed, so a month of visitors is over that much later.
months as (
    select
        judged_micros.*,
        cast(judged_micros.population_value as date) as entry_month,
        case
            when judged_micros.unit = 'visitor'
                then {{ cro.add_seconds(
                    'watermark.watermark_at', '-' ~ var('cro__visitor_horizon_seconds')
                ) }}
            else watermark.watermark_at
        end as compared_until
    from judged_micros
    cross join watermark
),

dated_months as (
    select
        *,
        entry_month < {{ cro.first_day_of_month(cro.reporting_date('compared_until')) }} as is_complete
    from months
),

-- A verdict is stable if it came out in two of three months on end.
recent_months as (
    select
        *,
        lag(verdict, 1) over (
            partition by unit, action_key, macro_conversion_key order by entry_month
        ) as verdict_before,
        lag(verdict, 2) over (
            partition by unit, action_key, macro_conversion_key order by entry_month
        ) as verdict_two_before
    from dated_months
),

history as (
    select
        {{ cro.hash_columns(['unit', 'action_key', 'macro_conversion_key', 'entry_month']) }}
            as micro_macro_history_key,
        unit,
        action_key as micro_conversion_key,
        macro_conversion_key,
        entry_month,
        is_complete,
        verdict,
        coalesce(verdict = verdict_before, false) or coalesce(verdict = verdict_two_before, false)
            as is_verdict_stable,
        all_exposed_count as exposed_count,
        exposed_count as compared_exposed_count,
        risk_exposed as exposed_rate,
        risk_unexposed as comparison_rate,
        risk_difference,
        risk_difference_lower,
        risk_difference_upper,
        risk_ratio,
        risk_ratio_lower,
        risk_ratio_upper,
        p_value,
        q_value,
        family_size,
        associated_conversions,
        is_interval_approximate
    from recent_months
)

select * from history
