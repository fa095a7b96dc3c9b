{{ config(
    materialized=cro.incremental_or_table(),
    incremental_strategy='replace_events',
    unique_key='event_key',
) }}

with

event_rows as (
    select * from {{ cro.rows_of_new_events('int_cro__event_rows') }}
),

sound_rows as (
    select * from event_rows
    where quarantine_reason is null and not is_replaced
),

repeated_events as (
    select event_key
    from sound_rows
    group by event_key
    having count(*) > 1
),

-- Only ids that arrive more than once are ordered, so the wide rows are not sorted as a whole.
repeated_rows as (
    select
        sound_rows.row_mark,
        sound_rows.event_key,
        row_number() over (
            partition by sound_rows.event_key
            order by
                coalesce(sound_rows.received_at, cast('9999-01-01 00:00:00' as {{ cro.type_timestamp() }})),
                sound_rows.occurred_at,
                sound_rows.identifying_hash,
                sound_rows.loaded_at,
                {{ cro.content_hash('sound_rows') }}
        ) as arrival_number
    from sound_rows
    inner join repeated_events
        on sound_rows.event_key = repeated_events.event_key
),

duplicate_rows as (
    select * from repeated_rows
    where arrival_number > 1
)

select * from duplicate_rows
