{{ config(materialized = 'view') }}

with

matches as (
    select * from {{ ref('int_cro__matches_by_order') }}
),

spaced as (
    select
        *,
        lag(occurred_at) over (
            partition by conversion_key, visitor_key, order_place
            order by {{ cro.event_order() }}
        ) as previous_match_at
    from matches
),

-- A match close to the one before belongs to its burst, and a burst is one action.
without_bursts as (
    select
        *,
        case
            when order_place is not null then order_place
            when
                {{ cro.seconds_between('previous_match_at', 'occurred_at') }} < cooldown_seconds
                then 'cooldown'
        end as burst_place
    from spaced
),

numbered as (
    select
        *,
        row_number() over (
            partition by conversion_key, session_key, burst_place
            order by {{ cro.event_order() }}
        ) as occurrence_number
    from without_bursts
),

matches_by_occurrence as (
    select
        *,
        case
            when burst_place is not null then burst_place
            when min_occurrences > 1 and occurrence_number <> min_occurrences then 'occurrence'
        end as occurrence_place
    from numbered
)

select * from matches_by_occurrence
