with

event_aliases as (
    select * from {{ var('cro__event_aliases') }}
),

renamed as (
    select
        {{ cro.column_or_null('alias', 'source_name') }} as source_name,
        {{ cro.column_or_null('alias', 'alias') }} as alias,
        {{ cro.column_or_null('alias', 'event_name') }} as event_name
    from event_aliases as alias
)

select * from renamed
