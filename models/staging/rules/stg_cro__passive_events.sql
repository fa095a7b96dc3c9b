with

passive_events as (
    select * from {{ var('cro__passive_events') }}
),

renamed as (
    select
        {{ cro.column_or_null('event', 'event_name') }} as event_name
    from passive_events as event
)

select * from renamed
