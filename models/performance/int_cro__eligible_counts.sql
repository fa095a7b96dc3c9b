with

visitor_contexts as (
    select * from {{ ref('int_cro__visitor_contexts') }}
),

visitor_segments as (
    select * from {{ ref('int_cro__visitor_segments') }}
),

context_segments as (
    select * from {{ ref('int_cro__context_segments') }}
),

context_sums as (
    select
        eligibility_number,
        period_number,
        context_number,
        sum(session_count) as session_count,
        sum(case when context_number = first_context_number then 1 else 0 end) as visitor_count,
        sum(case when context_count = 1 then cast(session_count as bigint) * session_count else 0 end)
            as sum_nn
    from visitor_contexts
    group by eligibility_number, period_number, context_number
),

segment_sums as (
    select
        context_sums.eligibility_number,
        context_sums.period_number,
        context_segments.segment_number,
        context_sums.session_count,
        context_sums.visitor_count,
        context_sums.sum_nn
    from context_sums
    inner join context_segments
        on context_sums.context_number = context_segments.context_number
    union all
    select
        eligibility_number,
        period_number,
        segment_number,
        0 as session_count,
        0 as visitor_count,
        cast(session_count as bigint) * session_count as sum_nn
    from visitor_segments
),

eligible_counts as (
    select
        eligibility_number,
        period_number,
        segment_number,
        cast(sum(session_count) as bigint) as session_count,
        cast(sum(visitor_count) as bigint) as visitor_count,
        cast(sum(sum_nn) as bigint) as sum_nn
    from segment_sums
    group by eligibility_number, period_number, segment_number
)

select * from eligible_counts
