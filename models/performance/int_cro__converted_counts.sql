with

converted_contexts as (
    select * from {{ ref('int_cro__converted_contexts') }}
),

converted_segments as (
    select * from {{ ref('int_cro__converted_segments') }}
),

context_segments as (
    select * from {{ ref('int_cro__context_segments') }}
),

-- A visitor is counted once and in one place, in whatever context the conversion was.
first_contexts as (
    select
        conversion_number,
        period_number,
        min(first_context_number) as context_number
    from converted_contexts
    where context_count > 1
    group by conversion_number, period_number, visitor_number
),

marked_contexts as (
    select
        conversion_number,
        period_number,
        context_number,
        0 as converted_session_count,
        0 as conversion_count,
        1 as visitor_count,
        0 as session_count
    from first_contexts
    union all
    select
        conversion_number,
        period_number,
        context_number,
        converted_session_count,
        conversion_count,
        case when context_count = 1 then 1 else 0 end as visitor_count,
        case when context_count = 1 then session_count else 0 end as session_count
    from converted_contexts
),

context_sums as (
    select
        conversion_number,
        period_number,
        context_number,
        sum(converted_session_count) as converted_session_count,
        sum(conversion_count) as conversion_count,
        sum(visitor_count) as visitor_count,
        sum(case
            when session_count > 0
                then cast(converted_session_count as bigint) * converted_session_count
            else 0
        end) as sum_kk,
        sum(cast(converted_session_count as bigint) * session_count) as sum_kn
    from marked_contexts
    group by conversion_number, period_number, context_number
),

segment_sums as (
    select
        context_sums.conversion_number,
        context_sums.period_number,
        context_segments.segment_number,
        context_sums.converted_session_count,
        context_sums.conversion_count,
        context_sums.visitor_count,
        context_sums.sum_kk,
        context_sums.sum_kn
    from context_sums
    inner join context_segments
        on context_sums.context_number = context_segments.context_number
    union all
    select
        conversion_number,
        period_number,
        segment_number,
        0 as converted_session_count,
        0 as conversion_count,
        0 as visitor_count,
        sum_kk,
        sum_kn
    from converted_segments
),

converted_counts as (
    select
        conversion_number,
        period_number,
        segment_number,
        cast(sum(converted_session_count) as bigint) as converted_session_count,
        cast(sum(conversion_count) as bigint) as conversion_count,
        cast(sum(visitor_count) as bigint) as converted_visitor_count,
        cast(sum(sum_kk) as bigint) as sum_kk,
        cast(sum(sum_kn) as bigint) as sum_kn
    from segment_sums
    group by conversion_number, period_number, segment_number
)

select * from converted_counts
