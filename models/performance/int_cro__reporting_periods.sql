with

sessions as (
    select * from {{ ref('fct_cro__sessions') }}
),

micro_conversions as (
    select * from {{ ref('fct_cro__micro_conversions') }}
),

macro_conversions as (
    select * from {{ ref('fct_cro__macro_conversions') }}
),

watermark as (
    select * from {{ ref('int_cro__watermark') }}
),

watermark_dates as (
    select {{ cro.reporting_date('watermark_at') }} as watermark_date
    from watermark
),

-- A session may cross midnight, so conversions reach days on which nobody entered.
reporting_dates as (
    select entry_date as reporting_date from sessions
    {{ cro.union_distinct() }}
    select conversion_date as reporting_date from micro_conversions
    {{ cro.union_distinct() }}
    select conversion_date as reporting_date from macro_conversions
),

period_grains as (
    select 'day' as period_grain
    union all
    select 'month' as period_grain
    union all
    select 'all' as period_grain
),

period_starts as (
    select
        reporting_dates.reporting_date,
        period_grains.period_grain,
        case period_grains.period_grain
            when 'day' then reporting_dates.reporting_date
            when 'month'
                then {{ cro.first_day_of_month('reporting_dates.reporting_date') }}
            else min(reporting_dates.reporting_date) over ()
        end as period_start
    from reporting_dates
    cross join period_grains
),

period_ends as (
    select
        {{ cro.hash_columns(['reporting_date', 'period_grain']) }} as reporting_period_key,
        reporting_date,
        cast(period_grain as {{ dbt.type_string() }}) as period_grain,
        cast(dense_rank() over (order by period_grain, period_start) as integer) as period_number,
        period_start,
        max(reporting_date) over (partition by period_grain, period_start) as period_end
    from period_starts
),

reporting_periods as (
    select
        period_ends.*,
        {{ cro.is_complete_period(
            'period_ends.period_grain', 'period_ends.period_end', 'watermark_dates.watermark_date'
        ) }} as is_complete,
        case
            when watermark_dates.watermark_date < period_ends.period_end
                then watermark_dates.watermark_date
            else period_ends.period_end
        end as last_observed_date
    from period_ends
    cross join watermark_dates
)

select * from reporting_periods
