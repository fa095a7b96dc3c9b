{{ config(
    materialized=cro.incremental_or_table(),
    incremental_strategy='replace_keys',
    unique_key='event_key',
    pre_hook="{{ cro.find_first_new_load() }}",
) }}

with

events as (
    select * from {{ cro.new_events('stg_cro__events') }}
),

event_loads as (
    select * from {{ ref('int_cro__event_loads') }}
),

identified as (
    select
        *,
        case when anonymous_id is not null then {{ cro.anonymous_key() }} end as anonymous_key,
        case when user_id is not null then {{ cro.user_key() }} end as user_key
    from events
),

arrived as (
    select
        *,
        coalesce(anonymous_key, user_key) as device_key,
        {{ cro.quarantine_reason() }} as quarantine_reason,
        {{ cro.exclusion_reason() }} as exclusion_reason
    from identified
),

-- An event that arrives again competes with its rows of earlier loads.
judged as {{ cro.materialized() }} (
    select {{ cro.row_columns() }} from arrived
    {{ cro.union_earlier_rows('arrived') }}
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
                coalesce(judged.received_at, cast('9999-01-01 00:00:00' as {{ cro.type_timestamp() }})),
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

last_batch as (
    select coalesce(max(batch_number), 0) as batch_number
    from event_loads
),

placed as (
    select
        all_rows.*,
        case
            when all_rows.quarantine_reason is not null then 'quarantined'
            when all_rows.arrival_number > 1 then 'duplicate_id'
            when all_rows.exclusion_reason is not null then 'excluded'
            else 'kept'
        end as row_place,
        last_batch.batch_number
    from all_rows
    cross join last_batch
)

select * from placed
