with

visitor_contexts as (
    select * from {{ ref('int_cro__visitor_contexts') }}
),

context_segments as (
    select * from {{ ref('int_cro__context_segments') }}
),

-- Contexts may share a segment, so only a visitor with one context needs no second look.
visitor_segments as (
    select
        visitor_contexts.eligibility_number,
        visitor_contexts.period_number,
        context_segments.segment_number,
        visitor_contexts.visitor_number,
        cast(sum(visitor_contexts.session_count) as integer) as session_count
    from visitor_contexts
    inner join context_segments
        on visitor_contexts.context_number = context_segments.context_number
    where visitor_contexts.context_count > 1
    group by
        visitor_contexts.eligibility_number,
        visitor_contexts.period_number,
        context_segments.segment_number,
        visitor_contexts.visitor_number
)

select * from visitor_segments
