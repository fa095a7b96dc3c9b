{{ config(
    materialized=cro.incremental_or_table(),
    incremental_strategy='replace_keys',
    unique_key='identity_link_key',
    meta={'rule_scope': 'events'},
) }}

with

event_rows as (
    select * from {{ cro.new_rows('int_cro__event_rows') }}
),

source_overlaps as (
    select * from {{ ref('stg_cro__source_overlaps') }}
),

-- Losers among duplicates link as well: an event that changes hands touches its former visitor.
sound_rows as (
    select * from event_rows
    where quarantine_reason is null
),

device_links as (
    select
        anonymous_key as link_key,
        user_key as identity_key
    from sound_rows
    where anonymous_key is not null and user_key is not null
),

order_links as (
    select
        {{ cro.hash_columns(["'order'", cro.order_namespace(), 'order_id']) }} as link_key,
        device_key as identity_key
    from sound_rows
    where order_id is not null
),

-- Whatever a rule about two trackers compares: the rows that share it may put one another aside.
action_links as (
    select
        {{ cro.hash_columns([
            "'action'", 'source_overlaps.preferred_source', 'source_overlaps.other_source',
            'source_overlaps.match_column', 'sound_rows.event_name',
            cro.match_value('sound_rows', 'source_overlaps'),
        ]) }} as link_key,
        sound_rows.device_key as identity_key
    from sound_rows
    inner join source_overlaps
        on {{ cro.is_overlapping('sound_rows', 'source_overlaps') }}
    where {{ cro.match_value('sound_rows', 'source_overlaps') }} is not null
),

all_links as (
    select * from device_links
    {{ cro.union_distinct() }}
    select * from order_links
    {{ cro.union_distinct() }}
    select * from action_links
),

identity_links as (
    select
        {{ cro.hash_columns(['link_key', 'identity_key']) }} as identity_link_key,
        link_key,
        identity_key
    from all_links
)

select * from identity_links
