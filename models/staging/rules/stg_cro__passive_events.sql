with

passive_events as (
    {{ cro.filled_rows('cro__passive_events', 'passive_events') }}
),

renamed as (
    select
        {{ cro.column_or_null('event', 'event_name') }} as event_name
    from passive_events as event
)

select * from renamed
