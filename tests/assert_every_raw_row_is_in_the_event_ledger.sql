-- Loads whose raw rows the ledger lost or counts twice, and sources of which the mart counts other rows.
with

tracker_events as (
    select * from {{ ref('stg_cro__tracker_events') }}
),

event_loads as (
    select * from {{ ref('int_cro__event_loads') }}
),

event_ledger as (
    select * from {{ ref('int_cro__event_ledger') }}
),

mart_ledger as (
    select * from {{ ref('mart_cro__event_ledger') }}
),

counts as (
    select
        coalesce(source_name, '') as source_name,
        {{ cro.load_hour('loaded_at') }} as load_hour,
        1 as raw_count,
        0 as read_count,
        0 as ledger_count,
        0 as lost_count
    from tracker_events
    union all
    select
        source_name,
        load_hour,
        0 as raw_count,
        row_count as read_count,
        0 as ledger_count,
        case when has_lost_rows then 1 else 0 end as lost_count
    from event_loads
    union all
    select
        coalesce(source_name, '') as source_name,
        {{ cro.load_hour('loaded_at') }} as load_hour,
        0 as raw_count,
        0 as read_count,
        1 as ledger_count,
        0 as lost_count
    from event_ledger
),

load_counts as (
    select
        source_name,
        load_hour,
        sum(raw_count) as raw_row_count,
        sum(read_count) as read_row_count,
        sum(ledger_count) as ledger_row_count,
        max(lost_count) as lost_count
    from counts
    group by source_name, load_hour
),

-- Rows that came since the run are not read yet, and of deleted rows the ledger keeps what it read.
differing_loads as (
    select * from load_counts
    where
        raw_row_count <> ledger_row_count
        and (load_hour is null or raw_row_count = read_row_count)
        and (lost_count = 0 or raw_row_count > ledger_row_count)
),

mart_counts as (
    select
        coalesce(source_name, '') as source_name,
        sum(row_count) as mart_row_count
    from mart_ledger
    group by coalesce(source_name, '')
),

source_counts as (
    select
        source_name,
        sum(ledger_row_count) as ledger_row_count
    from load_counts
    group by source_name
),

differing_sources as (
    select
        source_counts.source_name,
        source_counts.ledger_row_count,
        coalesce(mart_counts.mart_row_count, 0) as mart_row_count
    from source_counts
    left join mart_counts
        on source_counts.source_name = mart_counts.source_name
    where source_counts.ledger_row_count <> coalesce(mart_counts.mart_row_count, 0)
),

offenders as (
    select
        source_name,
        load_hour,
        raw_row_count,
        ledger_row_count
    from differing_loads
    union all
    select
        source_name,
        cast(null as {{ cro.type_timestamp() }}) as load_hour,
        mart_row_count as raw_row_count,
        ledger_row_count
    from differing_sources
)

select * from offenders
