{{ config(
    materialized='incremental',
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

-- A load with another number of rows than before has new ones, however old it is; a deleted one stays known.
event_loads as (
    select
        load_counts.*,
        {{ cro.next_batch() }} as batch_number
    from load_counts
    left join {{ cro.known_loads('load_counts') }} as known_loads
        on load_counts.event_load_key = known_loads.event_load_key
    where
        known_loads.event_load_key is null
        or load_counts.row_count <> known_loads.row_count
)

select * from event_loads
