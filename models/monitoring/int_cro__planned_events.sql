with

named_events as (
    select * from {{ ref('int_cro__named_events') }}
),

planned_events as (
    select
        event_name,
        cast(count(distinct case when is_counted then conversion_key end) as bigint)
            as planned_conversion_count
    from named_events
    group by event_name
)

select * from planned_events
