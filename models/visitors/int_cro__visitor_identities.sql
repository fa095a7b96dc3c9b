{{ config(materialized=cro.incremental_or_table(), unique_key='anonymous_key') }}

with

events as (
    select * from {{ cro.touched('int_cro__events', 'device_key') }}
    where anonymous_key is not null
),

user_counts as (
    select
        anonymous_key,
        min(source_name) as source_name,
        cast(count(distinct user_key) as bigint) as user_count,
        min(user_key) as only_user_key
    from events
    group by anonymous_key
),

-- A device with several users is shared: its anonymous events belong to nobody in particular.
visitor_identities as (
    select
        anonymous_key,
        source_name,
        user_count,
        user_count > 1 as is_shared_device,
        case when user_count = 1 then only_user_key else anonymous_key end as visitor_key
    from user_counts
)

select * from visitor_identities
