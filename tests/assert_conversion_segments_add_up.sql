-- Periods in which the values of a segment do not add up to the total.
with

counts as (
    select
        'mart_cro__micro_conversion_daily' as model_name,
        micro_conversion_key as conversion_key,
        period_grain,
        period_start,
        segment_name,
        session_count,
        converted_session_count as converted_count,
        visitor_count,
        conversion_count,
        total_value as amount
    from {{ ref('mart_cro__micro_conversion_daily') }}
    union all
    select
        'mart_cro__macro_conversion_daily' as model_name,
        macro_conversion_key as conversion_key,
        period_grain,
        period_start,
        segment_name,
        session_count,
        converted_session_count as converted_count,
        visitor_count,
        conversion_count,
        net_value as amount
    from {{ ref('mart_cro__macro_conversion_daily') }}
    union all
    select
        'mart_cro__macro_progression' as model_name,
        following_macro_conversion_key as conversion_key,
        period_grain,
        period_start,
        segment_name,
        matured_visitor_count as session_count,
        progressed_visitor_count as converted_count,
        visitor_count,
        conversion_count,
        following_net_value as amount
    from {{ ref('mart_cro__macro_progression') }}
),

segment_sums as (
    select
        model_name,
        conversion_key,
        period_grain,
        period_start,
        segment_name,
        sum(session_count) as session_count,
        sum(converted_count) as converted_count,
        sum(visitor_count) as visitor_count,
        sum(conversion_count) as conversion_count,
        sum(amount) as amount
    from counts
    group by model_name, conversion_key, period_grain, period_start, segment_name
),

offenders as (
    select segment_sums.*
    from segment_sums
    left join segment_sums as totals
        on
            segment_sums.model_name = totals.model_name
            and segment_sums.conversion_key = totals.conversion_key
            and segment_sums.period_grain = totals.period_grain
            and segment_sums.period_start = totals.period_start
            and totals.segment_name = 'all'
    where
        totals.segment_name is null
        or segment_sums.session_count <> totals.session_count
        or segment_sums.converted_count <> totals.converted_count
        or segment_sums.visitor_count <> totals.visitor_count
        or segment_sums.conversion_count <> totals.conversion_count
        or segment_sums.amount <> totals.amount
)

select * from offenders
