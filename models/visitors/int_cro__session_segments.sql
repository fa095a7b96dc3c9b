{{ config(materialized='view') }}

with

session_contexts as (
    select * from {{ ref('int_cro__session_contexts') }}
),

context_segments as (
    select * from {{ ref('int_cro__context_segments') }}
),

session_segments as (
    select
        session_contexts.session_key,
        session_contexts.device_key,
        context_segments.segment_name,
        context_segments.segment_value
    from session_contexts
    inner join context_segments
        on session_contexts.context_key = context_segments.context_key
)

select * from session_segments
