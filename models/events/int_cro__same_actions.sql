{{ config(materialized=cro.incremental_or_table(), unique_key='device_key') }}

with

event_rows as (
    select * from {{ cro.touched('int_cro__event_rows', 'device_key') }}
),

duplicate_rows as (
    select * from {{ ref('int_cro__duplicate_rows') }}
),

source_overlaps as (
    select * from {{ ref('stg_cro__source_overlaps') }}
),

counting_rows as (
    select event_rows.*
    from event_rows
    left join duplicate_rows
        on event_rows.row_mark = duplicate_rows.row_mark
    where
        duplicate_rows.row_mark is null
        and event_rows.quarantine_reason is null
        and event_rows.exclusion_reason is null
        and not event_rows.is_replaced
),

overlapping_rows as (
    select
        counting_rows.event_key,
        counting_rows.device_key,
        counting_rows.source_name,
        counting_rows.event_name,
        counting_rows.occurred_at,
        source_overlaps.preferred_source,
        source_overlaps.other_source,
        source_overlaps.match_column,
        source_overlaps.max_seconds,
        {{ cro.match_value('counting_rows', 'source_overlaps') }} as match_value
    from counting_rows
    inner join source_overlaps
        on {{ cro.is_overlapping('counting_rows', 'source_overlaps') }}
),

-- The preferred tracker's row stands for the action; the other tracker's row is put aside.
same_actions as (
    select distinct
        other_rows.event_key,
        other_rows.device_key
    from overlapping_rows as other_rows
    inner join overlapping_rows as preferred_rows
        on
            other_rows.preferred_source = preferred_rows.preferred_source
            and other_rows.other_source = preferred_rows.other_source
            and other_rows.match_column = preferred_rows.match_column
            and other_rows.match_value = preferred_rows.match_value
            and other_rows.event_name = preferred_rows.event_name
    where
        other_rows.source_name = other_rows.other_source
        and preferred_rows.source_name = preferred_rows.preferred_source
        and abs({{ cro.seconds_between('other_rows.occurred_at', 'preferred_rows.occurred_at') }})
        <= other_rows.max_seconds
)

select * from same_actions
