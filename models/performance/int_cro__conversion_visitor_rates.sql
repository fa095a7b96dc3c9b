with

eligible_sessions as (
    select * from {{ ref('int_cro__eligible_sessions') }}
),

reporting_periods as (
    select * from {{ ref('int_cro__reporting_periods') }}
),

session_segments as (
    select * from {{ ref('int_cro__session_segments') }}
),

-- A visitor takes the segment of the first session of the period, and so is counted once.
visitor_sessions as (
    select
        eligible_sessions.conversion_key,
        reporting_periods.period_grain,
        reporting_periods.period_start,
        eligible_sessions.session_key,
        max(case when eligible_sessions.is_converted then 1 else 0 end) over (
            partition by
                eligible_sessions.conversion_key,
                reporting_periods.period_grain,
                reporting_periods.period_start,
                eligible_sessions.visitor_key
        ) as converted_count,
        row_number() over (
            partition by
                eligible_sessions.conversion_key,
                reporting_periods.period_grain,
                reporting_periods.period_start,
                eligible_sessions.visitor_key
            order by eligible_sessions.started_at, eligible_sessions.session_key
        ) as session_order
    from eligible_sessions
    inner join reporting_periods
        on eligible_sessions.entry_date = reporting_periods.reporting_date
),

visitor_sums as (
    select
        visitor_sessions.conversion_key,
        visitor_sessions.period_grain,
        visitor_sessions.period_start,
        session_segments.segment_name,
        session_segments.segment_value,
        cast(count(*) as bigint) as visitor_count,
        cast(sum(visitor_sessions.converted_count) as bigint) as converted_visitor_count
    from visitor_sessions
    inner join session_segments
        on visitor_sessions.session_key = session_segments.session_key
    where visitor_sessions.session_order = 1
    group by
        visitor_sessions.conversion_key,
        visitor_sessions.period_grain,
        visitor_sessions.period_start,
        session_segments.segment_name,
        session_segments.segment_value
),

conversion_visitor_rates as (
    select
        {{ cro.hash_columns([
            'conversion_key', 'period_grain', 'period_start', 'segment_name', 'segment_value'
        ]) }} as conversion_cell_key,
        visitor_sums.*,
        {{ cro.safe_ratio('converted_visitor_count', 'visitor_count') }} as visitor_rate,
        {{ cro.wilson_lower('converted_visitor_count', 'visitor_count') }} as visitor_rate_lower,
        {{ cro.wilson_upper('converted_visitor_count', 'visitor_count') }} as visitor_rate_upper
    from visitor_sums
)

select * from conversion_visitor_rates
