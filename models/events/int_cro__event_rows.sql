{{ config(
    materialized=cro.incremental_or_table(),
    incremental_strategy='replace_loads',
    unique_key='row_mark',
    pre_hook=[
        "{{ cro.find_first_new_load() }}",
        "{{ cro.outdate_readers() }}",
    ],
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

-- Wide rows are written as they come; a window or a count over them would need them all at hand.
arrived as (
    select
        *,
        coalesce(anonymous_key, user_key) as device_key,
        {{ cro.quarantine_reason() }} as quarantine_reason,
        {{ cro.exclusion_reason() }} as exclusion_reason,
        {{ cro.row_mark() }} as row_mark
    from identified
),

all_rows as (
    select
        {{ cro.row_columns() }},
        false as is_replaced
    from arrived
    {{ cro.union_replaced_rows('arrived') }}
),

last_batch as (
    select coalesce(max(batch_number), 0) as batch_number
    from event_loads
),

losses as (
    select * from {{ cro.losses_of_reading_again() }}
),

gate as (
    select {{ cro.refuse_with('sentence') }} as is_complete
    from losses
),

numbered as (
    select
        all_rows.*,
        last_batch.batch_number
    from all_rows
    cross join last_batch
    cross join gate
    where gate.is_complete = 1
)

select * from numbered
