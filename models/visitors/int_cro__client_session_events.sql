{{ config(materialized=cro.incremental_or_table(), unique_key='device_key') }}

with

events as (
    select
        *,
        {{ cro.text_literal('visit') }} as session_kind
    from {{ cro.touched('int_cro__visitor_events', 'device_key') }}
    where not is_server_event
),

{{ cro.cut_sessions('events') }}

select * from keyed_events
