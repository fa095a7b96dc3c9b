with

headlines as (
    select * from {{ ref('int_cro__headlines') }}
),

micro_conversions as (
    select * from {{ ref('dim_cro__micro_conversions') }}
    where is_latest_version
),

silent_conversions as (
    select * from {{ ref('int_cro__silent_conversions') }}
),

recent_verdicts as (
    select * from {{ ref('int_cro__recent_verdicts') }}
),

described_headlines as (
    select
        headlines.*,
        micro_conversions.category,
        micro_conversions.intent_strength,
        coalesce(silent_micros.silent_day_count, 0) as silent_day_count,
        coalesce(silent_macros.silent_day_count, 0) as macro_silent_day_count,
        coalesce(recent_verdicts.useless_month_count, 0) as useless_month_count
    from headlines
    inner join micro_conversions
        on headlines.micro_conversion_key = micro_conversions.micro_conversion_key
    left join silent_conversions as silent_micros
        on headlines.micro_conversion_key = silent_micros.conversion_key
    left join silent_conversions as silent_macros
        on headlines.macro_conversion_key = silent_macros.conversion_key
    left join recent_verdicts
        on
            headlines.unit = recent_verdicts.unit
            and headlines.micro_conversion_key = recent_verdicts.micro_conversion_key
            and headlines.macro_conversion_key = recent_verdicts.macro_conversion_key
),

-- The first that holds; numbers that cannot be trusted allow no advice but to wait.
explained_headlines as (
    select
        *,
        case
            when silent_day_count > 0 then 'broken_tracking'
            when macro_silent_day_count > 0 then 'broken_goal_tracking'
            when
                not is_stage_adjusted
                and verdict in (
                    'structural', 'predictive', 'counter_indicator', 'no_useful_difference'
                ) then 'not_stage_adjusted'
            when verdict = 'structural' then 'milestone'
            when verdict = 'predictive' and not is_robust then 'not_robust'
            when verdict = 'predictive' and coalesce(intent_strength, '') = 'high'
                then 'already_high'
            when verdict = 'predictive' then 'predictive'
            when
                verdict in ('counter_indicator', 'no_useful_difference') and useless_month_count >= 2
                then 'useless'
            when verdict in ('counter_indicator', 'no_useful_difference') then 'not_yet_stable'
            else verdict
        end as ground
    from described_headlines
),

recommendations as (
    select
        *,
        case
            when ground = 'predictive' then 'promote'
            when ground in ('milestone', 'not_robust', 'already_high') then 'keep'
            when ground = 'useless' then 'retire'
            else 'watch'
        end as recommendation
    from explained_headlines
)

select * from recommendations
