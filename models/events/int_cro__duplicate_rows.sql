{{ config(
    materialized=cro.incremental_or_table(),
    incremental_strategy='replace_events',
    unique_key='event_key',
) }}

with

-- Imported apart from the rows: what is mentioned twice, DuckDB keeps at hand with all its columns.
sound_keys as (
    select event_key
    from {{ cro.rows_of_new_events('int_cro__event_rows') }}
    where quarantine_reason is null and not is_replaced
),

sound_rows as (
    select *
    from {{ cro.rows_of_new_events('int_cro__event_rows') }}
    where quarantine_reason is null and not is_replaced
),

-- Some eight bytes a key are enough here: who shares them by chance is ordered in vain, and comes first.
repeated_hashes as (
    select {{ cro.short_hash('event_key') }} as key_hash
    from sound_keys
    group by {{ cro.short_hash('event_key') }}
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
    inner join repeated_hashes
        on {{ cro.short_hash('sound_rows.event_key') }} = repeated_hashes.key_hash
),

duplicate_rows as (
    select * from repeated_rows
    where arrival_number > 1
)

select * from duplicate_rows
