with

aliases as (
    select * from {{ ref('stg_cro__event_aliases') }}
),

-- Events are renamed once. A source that gives a name to itself keeps what others give up.
chained_aliases as (
    select
        earlier.source_name,
        earlier.alias,
        earlier.event_name,
        later.source_name as next_source_name,
        later.event_name as next_event_name
    from aliases as earlier
    inner join aliases as later
        on
            earlier.event_name = later.alias
            and coalesce(earlier.source_name, later.source_name, '')
            = coalesce(later.source_name, earlier.source_name, '')
    left join aliases as own
        on
            coalesce(earlier.source_name, later.source_name) = own.source_name
            and (
                (earlier.event_name = own.alias and earlier.event_name = own.event_name)
                or (earlier.source_name is null and earlier.alias = own.alias)
            )
    where
        own.alias is null
        and earlier.alias <> earlier.event_name
        and later.alias <> later.event_name
)

select * from chained_aliases
