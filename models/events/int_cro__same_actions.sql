{{ config(materialized=cro.incremental_or_table(), unique_key='device_key') }}

with

event_rows as (
    select * from {{ cro.touched('int_cro__event_rows', 'device_key') }}
    where row_place = 'kept'
),

source_overlaps as (
    select * from {{ ref('stg_cro__source_overlaps') }}
),

overlapping_rows as (
    select
        event_rows.event_key,
        event_rows.device_key,
        event_rows.source_name,
        event_rows.event_name,
        event_rows.occurred_at,
        source_overlaps.preferred_source,
        source_overlaps.other_source,
        source_overlaps.match_column,
        source_overlaps.max_seconds,
        {{ cro.match_value('event_rows', 'source_overlaps') }} as match_value
    from event_rows
    inner join source_overlaps
        on {{ cro.is_overlapping('event_rows', 'source_overlaps') }}
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
