with

event_rows as (
    select * from {{ ref('int_cro__event_rows') }}
    where row_place = 'kept'
),

source_overlaps as (
    select * from {{ ref('stg_cro__source_overlaps') }}
),

overlapping_rows as (
    select
        event_rows.event_key,
        event_rows.source_name,
        event_rows.event_name,
        event_rows.occurred_at,
        source_overlaps.preferred_source,
        source_overlaps.other_source,
        source_overlaps.match_column,
        source_overlaps.max_seconds,
        case source_overlaps.match_column
            when 'order_id' then event_rows.order_id
            when 'user_id' then event_rows.user_id
            when 'event_id' then event_rows.event_id
        end as match_value
    from event_rows
    inner join source_overlaps
        on
            event_rows.source_name in (source_overlaps.preferred_source, source_overlaps.other_source)
            and coalesce(source_overlaps.event_name, event_rows.event_name) = event_rows.event_name
),

-- The preferred tracker's row stands for the action; the other tracker's row is put aside.
same_actions as (
    select distinct other_rows.event_key
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
