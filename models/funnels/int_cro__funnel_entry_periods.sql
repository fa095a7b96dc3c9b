with

funnel_entries as (
    select * from {{ ref('fct_cro__funnel_entries') }}
),

sessions as (
    select * from {{ ref('fct_cro__sessions') }}
),

watermark as (
    select * from {{ ref('int_cro__watermark') }}
),

watermark_dates as (
    select {{ cro.reporting_date('watermark_at') }} as watermark_date
    from watermark
),

-- A session that only a server made is no visit, so a funnel of visits does not count it.
counted_entries as (
    select
        funnel_entries.*,
        coalesce(watermark.watermark_at > funnel_entries.matures_at, false) as is_matured
    from funnel_entries
    inner join sessions
        on funnel_entries.session_key = sessions.session_key
    cross join watermark
    where not (funnel_entries.unit = 'session' and sessions.is_server_only)
),

-- Any day of a month tells whether the month is over.
periods as (
    select
        *,
        'day' as period_grain,
        entry_date as period_start,
        entry_date as last_entry_date
    from counted_entries
    union all
    select
        *,
        'month' as period_grain,
        {{ cro.first_day_of_month('entry_date') }} as period_start,
        entry_date as last_entry_date
    from counted_entries
    union all
    select
        *,
        'all' as period_grain,
        min(entry_date) over (partition by funnel_key) as period_start,
        max(entry_date) over (partition by funnel_key) as last_entry_date
    from counted_entries
),

entry_periods as (
    select
        periods.funnel_entry_key,
        periods.funnel_key,
        periods.period_grain,
        periods.period_start,
        {{ cro.is_complete_period(
            'periods.period_grain', 'periods.last_entry_date', 'watermark_dates.watermark_date'
        ) }} as is_complete,
        periods.unit_key,
        periods.number_for_unit,
        periods.depth,
        periods.is_matured
    from periods
    cross join watermark_dates
)

select * from entry_periods
