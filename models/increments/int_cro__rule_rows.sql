{{ config(materialized='view') }}

with

event_aliases as (
    select * from {{ ref('stg_cro__event_aliases') }}
),

junk_ids as (
    select * from {{ ref('stg_cro__junk_ids') }}
),

traffic_rules as (
    select * from {{ ref('stg_cro__traffic_rules') }}
),

page_type_rules as (
    select * from {{ ref('stg_cro__page_type_rules') }}
),

source_overlaps as (
    select * from {{ ref('stg_cro__source_overlaps') }}
),

channel_rules as (
    select * from {{ ref('stg_cro__channel_rules') }}
),

exchange_rates as (
    select * from {{ ref('stg_cro__exchange_rates') }}
),

segments as (
    select * from {{ ref('stg_cro__segments') }}
),

-- The settings stand in the project file, so their hash is known before the run.
rule_rows as (
    select
        1 as scope_number,
        {{ cro.hash_columns([
            "'aliases'", 'source_name', 'alias', 'event_name'
        ]) }} as row_hash
    from event_aliases
    union all
    select
        1 as scope_number,
        {{ cro.hash_columns(["'junk'", 'junk_id']) }} as row_hash
    from junk_ids
    union all
    select
        1 as scope_number,
        {{ cro.hash_columns([
            "'traffic'", 'traffic_type', 'property_name', 'operator', 'value'
        ]) }} as row_hash
    from traffic_rules
    union all
    select
        1 as scope_number,
        {{ cro.hash_columns([
            "'page types'", 'rule_number', 'page_type', 'property_name', 'operator', 'value'
        ]) }} as row_hash
    from page_type_rules
    union all
    select
        1 as scope_number,
        {{ cro.hash_columns([
            "'overlaps'", 'preferred_source', 'other_source', 'event_name', 'match_column', 'max_seconds'
        ]) }} as row_hash
    from source_overlaps
    union all
    select
        0 as scope_number,
        '{{ cro.event_settings_hash() }}' as row_hash
    union all
    select
        2 as scope_number,
        {{ cro.hash_columns([
            "'channels'", 'rule_number', 'channel', 'property_name', 'operator', 'value'
        ]) }} as row_hash
    from channel_rules
    union all
    select
        2 as scope_number,
        '{{ cro.visitor_settings_hash() }}' as row_hash
    union all
    select
        3 as scope_number,
        {{ cro.hash_columns([
            "'rates'", 'currency', 'valid_from', 'valid_to', 'rate'
        ]) }} as row_hash
    from exchange_rates
    union all
    select
        3 as scope_number,
        {{ cro.hash_columns(["'segments'", 'segment_name', 'session_column']) }} as row_hash
    from segments
    union all
    select
        3 as scope_number,
        '{{ cro.conversion_settings_hash() }}' as row_hash
)

select * from rule_rows
