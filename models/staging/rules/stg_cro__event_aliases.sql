with

event_aliases as (
    {{ cro.filled_rows('cro__event_aliases', 'event_aliases') }}
),

renamed as (
    select
        {{ cro.column_or_null('event_alias', 'source_name') }} as source_name,
        {{ cro.column_or_null('event_alias', 'alias') }} as alias,
        {{ cro.column_or_null('event_alias', 'event_name') }} as event_name
    from event_aliases as event_alias
),

-- An alias written twice must not double the events it names.
unique_aliases as (
    select
        source_name,
        alias,
        min(event_name) as event_name,
        count(distinct event_name) as event_name_count
    from renamed
    where alias is not null
    group by source_name, alias
)

select * from unique_aliases
