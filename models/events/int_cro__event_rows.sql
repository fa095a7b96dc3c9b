with

events as (
    select * from {{ ref('stg_cro__events') }}
),

judged as (
    select
        *,
        {{ cro.quarantine_reason() }} as quarantine_reason,
        {{ cro.exclusion_reason() }} as exclusion_reason
    from events
),

repeated_events as (
    select event_key
    from judged
    where quarantine_reason is null
    group by event_key
    having count(*) > 1
),

-- Only ids that arrive more than once are ordered, so the wide rows are not sorted as a whole.
repeated_rows as (
    select
        judged.*,
        row_number() over (
            partition by judged.event_key
            order by
                coalesce(judged.received_at, timestamp '9999-01-01 00:00:00'),
                judged.occurred_at,
                judged.identifying_hash,
                judged.loaded_at,
                {{ cro.content_hash() }}
        ) as arrival_number
    from judged
    inner join repeated_events
        on judged.event_key = repeated_events.event_key
    where judged.quarantine_reason is null
),

single_rows as (
    select
        judged.*,
        1 as arrival_number
    from judged
    left join repeated_events
        on judged.event_key = repeated_events.event_key
    where repeated_events.event_key is null or judged.quarantine_reason is not null
),

all_rows as (
    select * from repeated_rows
    union all
    select * from single_rows
),

placed as (
    select
        *,
        case
            when quarantine_reason is not null then 'quarantined'
            when arrival_number > 1 then 'duplicate_id'
            when exclusion_reason is not null then 'excluded'
            else 'kept'
        end as row_place
    from all_rows
)

select * from placed
