with

converted_contexts as (
    select * from {{ ref('int_cro__converted_contexts') }}
),

visitor_segments as (
    select * from {{ ref('int_cro__visitor_segments') }}
),

context_segments as (
    select * from {{ ref('int_cro__context_segments') }}
),

converted_visitors as (
    select
        converted_contexts.conversion_number,
        converted_contexts.eligibility_number,
        converted_contexts.period_number,
        context_segments.segment_number,
        converted_contexts.visitor_number,
        cast(sum(converted_contexts.converted_session_count) as bigint) as converted_session_count
    from converted_contexts
    inner join context_segments
        on converted_contexts.context_number = context_segments.context_number
    where converted_contexts.context_count > 1
    group by
        converted_contexts.conversion_number,
        converted_contexts.eligibility_number,
        converted_contexts.period_number,
        context_segments.segment_number,
        converted_contexts.visitor_number
),

converted_segments as (
    select
        converted_visitors.conversion_number,
        converted_visitors.period_number,
        converted_visitors.segment_number,
        cast(sum(
            converted_visitors.converted_session_count * converted_visitors.converted_session_count
        ) as bigint) as sum_kk,
        cast(sum(converted_visitors.converted_session_count * visitor_segments.session_count) as bigint)
            as sum_kn
    from converted_visitors
    inner join visitor_segments
        on
            converted_visitors.eligibility_number = visitor_segments.eligibility_number
            and converted_visitors.period_number = visitor_segments.period_number
            and converted_visitors.segment_number = visitor_segments.segment_number
            and converted_visitors.visitor_number = visitor_segments.visitor_number
    group by
        converted_visitors.conversion_number,
        converted_visitors.period_number,
        converted_visitors.segment_number
)

select * from converted_segments
