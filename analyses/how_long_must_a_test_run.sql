-- How many visits and days does a test need that measures a micro conversion, and how many if it measures the
-- macro conversion itself? Run it with: dbt show --select how_long_must_a_test_run --limit 50
{{ config(enabled=var('cro__with_analyses')) }}

with

-- Edit these three. Significance: how often a test without effect may look like one. Power: how often the
-- change is found. Relative change: the smallest one worth finding, 0.1 = from 20 % to 22 %.
settings as (
    select
        cast(0.05 as {{ cro.type_double() }}) as significance,
        cast(0.8 as {{ cro.type_double() }}) as wanted_power,
        cast(0.1 as {{ cro.type_double() }}) as relative_change
),

-- A two-sided test leaves half of the significance on either side.
probabilities as (
    select
        *,
        1 - significance / 2 as confidence
    from settings
),

-- 1.96 and 0.84 standard errors for 0.05 and 0.8.
quantiles as (
    select
        relative_change,
        {{ cro.normal_quantile('confidence') }} as confidence_quantile,
        {{ cro.normal_quantile('wanted_power') }} as power_quantile
    from probabilities
),

micro_conversions as (
    select * from {{ ref('mart_cro__micro_conversion_daily') }}
    where period_grain = 'all' and segment_name = 'all'
),

macro_conversions as (
    select * from {{ ref('mart_cro__macro_conversion_daily') }}
    where period_grain = 'all' and segment_name = 'all'
),

-- The rate of visits with the conversion is what a test would measure, micro or macro.
metrics as (
    select
        'micro' as conversion_type,
        micro_conversion_key as conversion_key,
        session_count,
        session_rate,
        session_design_effect,
        {{ dbt.datediff('period_start', 'period_end', 'day') }}
        + 1 as day_count
    from micro_conversions
    union all
    select
        'macro' as conversion_type,
        macro_conversion_key as conversion_key,
        session_count,
        session_rate,
        session_design_effect,
        {{ dbt.datediff('period_start', 'period_end', 'day') }}
        + 1 as day_count
    from macro_conversions
),

-- The rate of today, and the rate that the test should be able to tell from it.
changes as (
    select
        metrics.conversion_type,
        metrics.conversion_key,
        metrics.session_design_effect,
        metrics.session_rate,
        metrics.session_rate * (1 + quantiles.relative_change) as changed_rate,
        {{ cro.safe_ratio('metrics.session_count', 'metrics.day_count') }} as sessions_per_day,
        quantiles.confidence_quantile,
        quantiles.power_quantile
    from metrics
    cross join quantiles
    where
        metrics.session_rate > 0
        and metrics.session_rate * (1 + quantiles.relative_change) < 1
),

-- The difference must exceed both errors: 1.96 times the spread if nothing changed (both arms at the mean
-- rate) and 0.84 times the spread if it did (each arm at its own). Visits of one visitor resemble each other,
-- and who is in which arm is drawn per visitor, so the number grows by the design effect.
arms as (
    select
        conversion_type,
        conversion_key,
        session_rate,
        changed_rate,
        sessions_per_day,
        session_design_effect * power(
            confidence_quantile
            * sqrt((session_rate + changed_rate) * (2 - session_rate - changed_rate) / 2)
            + power_quantile
            * sqrt(session_rate * (1 - session_rate) + changed_rate * (1 - changed_rate)),
            2
        ) / power(changed_rate - session_rate, 2) as sessions_per_arm
    from changes
),

-- Two arms share the visits of a day.
durations as (
    select
        conversion_type,
        conversion_key,
        session_rate,
        changed_rate,
        cast(ceil(sessions_per_arm) as bigint) as sessions_per_arm,
        cast(ceil(2 * sessions_per_arm / sessions_per_day) as bigint) as days
    from arms
),

-- A shorter test on a micro conversion only helps if that goes with the goal: see its verdict first.
tests as (
    select
        micro_conversions.micro_conversion_key,
        micro_durations.session_rate as micro_session_rate,
        micro_durations.changed_rate as micro_changed_rate,
        micro_durations.sessions_per_arm as micro_sessions_per_arm,
        micro_durations.days as micro_days,
        micro_conversions.leads_to as macro_conversion_key,
        macro_durations.session_rate as macro_session_rate,
        macro_durations.changed_rate as macro_changed_rate,
        macro_durations.sessions_per_arm as macro_sessions_per_arm,
        macro_durations.days as macro_days
    from micro_conversions
    inner join durations as micro_durations
        on
            micro_conversions.micro_conversion_key = micro_durations.conversion_key
            and micro_durations.conversion_type = 'micro'
    left join durations as macro_durations
        on
            micro_conversions.leads_to = macro_durations.conversion_key
            and macro_durations.conversion_type = 'macro'
)

select * from tests
order by macro_conversion_key, micro_days, micro_conversion_key
