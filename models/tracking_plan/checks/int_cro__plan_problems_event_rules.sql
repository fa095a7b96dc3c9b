with

stg_cro__event_aliases as (
    select * from {{ ref('stg_cro__event_aliases') }}
),

stg_cro__source_overlaps as (
    select * from {{ ref('stg_cro__source_overlaps') }}
),

ambiguous_aliases as (
    select
        '{{ cro.input_file_name("cro__event_aliases") }}' as file_name,
        alias as row_key,
        'event_name' as column_name,
        'the alias stands for more than one event name.' as problem,
        'Keep one of the rows.' as remedy
    from stg_cro__event_aliases
    where event_name_count > 1
),

-- Each of the two rows would be put aside for the other, and the action would be lost.
mutual_overlaps as (
    select
        '{{ cro.input_file_name("cro__source_overlaps") }}' as file_name,
        one.other_source as row_key,
        'preferred_source' as column_name,
        case
            when one.preferred_source = one.other_source
                then 'a source is preferred to itself.'
            else '"' || one.preferred_source || '" and "' || one.other_source
                || '" are each preferred to the other.'
        end as problem,
        'Keep the row whose preferred_source is the tracker that you trust.' as remedy
    from stg_cro__source_overlaps as one
    inner join stg_cro__source_overlaps as other
        on
            one.preferred_source = other.other_source
            and one.other_source = other.preferred_source
            and (
                coalesce(one.event_name, other.event_name) is null
                or coalesce(one.event_name, other.event_name)
                = coalesce(other.event_name, one.event_name)
            )
),

problems_found as (
    select * from ambiguous_aliases
    union all
    select * from mutual_overlaps
),

problems as (
    select
        file_name,
        row_key,
        cast(null as {{ dbt.type_string() }}) as definition_version,
        column_name,
        'error' as severity,
        problem,
        remedy
    from problems_found
)

select * from problems
