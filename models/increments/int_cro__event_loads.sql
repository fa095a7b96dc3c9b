{{ config(
    materialized=cro.incremental_or_table(),
    incremental_strategy='replace_keys',
    unique_key='event_load_key',
    meta={'rule_scope': 'events'},
) }}

with

tracker_events as (
    select * from {{ ref('stg_cro__tracker_events') }}
),

load_hours as (
    select
        coalesce(source_name, '') as source_name,
        {{ cro.load_hour('loaded_at') }} as load_hour
    from tracker_events
    where loaded_at is not null
),

load_counts as (
    select
        {{ cro.hash_columns(['source_name', 'load_hour']) }} as event_load_key,
        source_name,
        load_hour,
        cast(count(*) as bigint) as row_count
    from load_hours
    group by source_name, load_hour
),

known_loads as (
    select * from {{ cro.known_loads('load_counts') }}
),

-- A load with another number of rows than before has new ones, however old it is.
new_loads as (
    select
        load_counts.*,
        coalesce(known_loads.has_lost_rows or load_counts.row_count < known_loads.row_count, false)
            as has_lost_rows,
        {{ cro.next_batch() }} as batch_number
    from load_counts
    left join known_loads
        on load_counts.event_load_key = known_loads.event_load_key
    where
        known_loads.event_load_key is null
        or not known_loads.is_current
        or load_counts.row_count <> known_loads.row_count
),

-- A load that was deleted stays known, so that rows that come into it later are read, also under other rules.
emptied_loads as (
    select
        known_loads.event_load_key,
        known_loads.source_name,
        known_loads.load_hour,
        cast(0 as bigint) as row_count,
        true as has_lost_rows,
        known_loads.batch_number
    from known_loads
    left join load_counts
        on known_loads.event_load_key = load_counts.event_load_key
    where
        load_counts.event_load_key is null
        and (known_loads.row_count <> 0 or not known_loads.is_current)
),

event_loads as (
    select * from new_loads
    union all
    select * from emptied_loads
)

select * from event_loads
