{{ config(
    materialized=cro.incremental_or_table(),
    incremental_strategy='append',
    pre_hook="{{ cro.forget_processed_touches() }}",
    meta={'rule_scope': 'events'},
) }}

with

event_rows as (
    select * from {{ cro.rows_of_new_events_of_a_later_run('int_cro__event_rows') }}
),

identity_links as (
    select * from {{ ref('int_cro__identity_links') }}
),

event_loads as (
    select * from {{ ref('int_cro__event_loads') }}
),

seeds as (
    select device_key as identity_key from event_rows
    where quarantine_reason is null
    {{ cro.union_distinct() }}
    select user_key as identity_key from event_rows
    where quarantine_reason is null and user_key is not null
),

linked_identities as (
    select * from {{ cro.linked_identities('seeds', 'identity_links') }}
),

last_batch as (
    select coalesce(max(batch_number), 0) as batch_number
    from event_loads
),

named_identities as (
    select identity_key from linked_identities
    {{ cro.union_everything_at_first() }}
),

touched_identities as (
    select
        last_batch.batch_number,
        named_identities.identity_key
    from named_identities
    cross join last_batch
)

select * from touched_identities
