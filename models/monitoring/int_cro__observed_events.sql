with

events as (
    select * from {{ ref('int_cro__events') }}
),

observed_events as (
    select
        {{ cro.hash_columns(['event_name', 'source_name']) }} as observed_event_key,
        event_name,
        source_name,
        cast(count(*) as bigint) as event_count,
        cast(sum(case when source_event_name <> event_name then 1 else 0 end) as bigint)
            as renamed_event_count,
        cast(count(distinct source_event_name) as bigint) as source_event_name_count,
        min(occurred_at) as first_seen_at,
        max(occurred_at) as last_seen_at
    from events
    group by event_name, source_name
)

select * from observed_events
