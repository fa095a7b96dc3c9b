-- Conversions with more eligible sessions than visits on a day.
with

visits as (
    select
        entry_date,
        count(*) as visit_count
    from {{ ref('fct_cro__sessions') }}
    where not is_server_only
    group by entry_date
),

daily_counts as (
    select
        micro_conversion_key as conversion_key,
        period_start as entry_date,
        session_count
    from {{ ref('mart_cro__micro_conversion_daily') }}
    where period_grain = 'day' and segment_name = 'all' and session_count > 0
    union all
    select
        macro_conversion_key as conversion_key,
        period_start as entry_date,
        session_count
    from {{ ref('mart_cro__macro_conversion_daily') }}
    where period_grain = 'day' and segment_name = 'all' and session_count > 0
),

offenders as (
    select daily_counts.*
    from daily_counts
    left join visits
        on daily_counts.entry_date = visits.entry_date
    where daily_counts.session_count > coalesce(visits.visit_count, 0)
)

select * from offenders
