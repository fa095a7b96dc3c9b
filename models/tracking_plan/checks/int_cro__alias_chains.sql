with

stg_cro__event_aliases as (
    select * from {{ ref('stg_cro__event_aliases') }}
),

aliases as (
    select
        coalesce(source_name, '') as source_name,
        alias,
        event_name
    from stg_cro__event_aliases
),

sources as (
    select distinct source_name
    from aliases
    where source_name <> ''
),

-- What events of a source meet: its own aliases, and those of every source that it has no own one for.
met_aliases as (
    select
        source_name,
        alias,
        event_name,
        source_name as written_for
    from aliases
    union all
    select
        sources.source_name,
        shared.alias,
        shared.event_name,
        shared.source_name as written_for
    from sources
    inner join aliases as shared
        on shared.source_name = ''
    left join aliases as own
        on
            sources.source_name = own.source_name
            and shared.alias = own.alias
    where own.alias is null
),

-- An alias of itself leads nowhere: it is how a source keeps a name that others give up.
renamings as (
    select
        source_name,
        alias,
        event_name,
        written_for
    from met_aliases
    where alias <> event_name
),

two_on as (
    select
        renamings.source_name,
        renamings.alias,
        coalesce(later.event_name, renamings.event_name) as event_name
    from renamings
    left join renamings as later
        on
            renamings.source_name = later.source_name
            and renamings.event_name = later.alias
),

four_on as (
    select
        two_on.source_name,
        two_on.alias,
        coalesce(later.event_name, two_on.event_name) as event_name
    from two_on
    left join two_on as later
        on
            two_on.source_name = later.source_name
            and two_on.event_name = later.alias
),

eight_on as (
    select
        four_on.source_name,
        four_on.alias,
        coalesce(later.event_name, four_on.event_name) as event_name
    from four_on
    left join four_on as later
        on
            four_on.source_name = later.source_name
            and four_on.event_name = later.alias
),

-- Nobody renames an event nine times, so a chain that long goes round in a circle.
all_chains as (
    select
        renamings.source_name,
        renamings.alias,
        renamings.event_name,
        renamings.written_for,
        eight_on.event_name as last_name,
        beyond.alias is not null as is_endless
    from renamings
    inner join renamings as later
        on
            renamings.source_name = later.source_name
            and renamings.event_name = later.alias
    inner join eight_on
        on
            renamings.source_name = eight_on.source_name
            and renamings.alias = eight_on.alias
    left join renamings as beyond
        on
            eight_on.source_name = beyond.source_name
            and eight_on.event_name = beyond.alias
),

-- A row for every source that is a chain for all of them is told once.
alias_chains as (
    select all_chains.*
    from all_chains
    left join all_chains as general
        on
            general.source_name = ''
            and all_chains.alias = general.alias
    where all_chains.written_for = all_chains.source_name or general.alias is null
)

select * from alias_chains
