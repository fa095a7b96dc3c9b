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

periods as (
    select
        *,
        'day' as period_grain,
        entry_date as period_start
    from counted_entries
    union all
    select
        *,
        'month' as period_grain,
        {{ cro.first_day_of_month('entry_date') }} as period_start
    from counted_entries
    union all
    select
        *,
        'all' as period_grain,
        min(entry_date) over (partition by funnel_key) as period_start
    from counted_entries
),

entry_periods as (
    select
        funnel_entry_key,
        funnel_key,
        period_grain,
        period_start,
        unit_key,
        number_for_unit,
        depth,
        is_matured
    from periods
)

select * from entry_periods
