with

stg_cro__event_aliases as (
    select * from {{ ref('stg_cro__event_aliases') }}
),

chained_aliases as (
    select * from {{ ref('int_cro__chained_aliases') }}
),

stg_cro__source_overlaps as (
    select * from {{ ref('stg_cro__source_overlaps') }}
),

ambiguous_aliases as (
    select
        {{ cro.text_literal(cro.input_file_name('cro__event_aliases')) }} as file_name,
        alias as row_key,
        {{ cro.text_literal('event_name') }} as column_name,
        {{ cro.text_literal('the alias stands for more than one event name.') }} as problem,
        {{ cro.text_literal('Keep one of the rows.') }} as remedy
    from stg_cro__event_aliases
    where event_name_count > 1
),

aliases_of_aliases as (
    select
        {{ cro.text_literal(cro.input_file_name('cro__event_aliases')) }} as file_name,
        alias as row_key,
        {{ cro.text_literal('event_name') }} as column_name,
        '"' || event_name || '" is an alias too'
        || coalesce(' in the source "' || next_source_name || '"', '')
        || ', and nobody follows it to "' || next_event_name || '".' as problem,
        case
            when source_name is null and next_source_name is not null
                then 'Add a row with the source_name ' || next_source_name || ', the alias ' || alias
                    || ' and the event_name ' || next_event_name || '.'
            else 'Write ' || next_event_name || '.'
        end as remedy
    from chained_aliases
),

-- Who is preferred to whom through one more rule about the same event, and through three.
through_one as (
    select
        stg_cro__source_overlaps.preferred_source,
        stg_cro__source_overlaps.other_source,
        stg_cro__source_overlaps.event_name,
        1 as rule_count
    from stg_cro__source_overlaps
    {{ cro.union_distinct() }}
    select
        one.preferred_source,
        other.other_source,
        coalesce(one.event_name, other.event_name) as event_name,
        2 as rule_count
    from stg_cro__source_overlaps as one
    inner join stg_cro__source_overlaps as other
        on
            one.other_source = other.preferred_source
            and {{ cro.is_about_the_same_event('one', 'other') }}
),

through_three as (
    select * from through_one
    {{ cro.union_distinct() }}
    select
        one.preferred_source,
        other.other_source,
        coalesce(one.event_name, other.event_name) as event_name,
        one.rule_count + other.rule_count as rule_count
    from through_one as one
    inner join through_one as other
        on
            one.other_source = other.preferred_source
            and {{ cro.is_about_the_same_event('one', 'other') }}
),

-- Each row of a ring would be put aside for the next one, and the action would be lost.
rings as (
    select
        one.preferred_source,
        one.other_source,
        min(back.rule_count) as rule_count
    from stg_cro__source_overlaps as one
    inner join through_three as back
        on
            one.preferred_source = back.other_source
            and one.other_source = back.preferred_source
            and {{ cro.is_about_the_same_event('one', 'back') }}
    group by one.preferred_source, one.other_source
),

mutual_overlaps as (
    select
        {{ cro.text_literal(cro.input_file_name('cro__source_overlaps')) }} as file_name,
        other_source as row_key,
        {{ cro.text_literal('preferred_source') }} as column_name,
        case
            when preferred_source = other_source
                then 'a source is preferred to itself.'
            when rule_count = 1
                then '"' || preferred_source || '" and "' || other_source
                    || '" are each preferred to the other.'
            else '"' || preferred_source || '" is preferred to "' || other_source
                || '", and that one, by way of others, to "' || preferred_source || '".'
        end as problem,
        {{ cro.text_literal('Keep the row whose preferred_source is the tracker that you trust.') }}
            as remedy
    from rings
),

problems_found as (
    select * from ambiguous_aliases
    union all
    select * from aliases_of_aliases
    union all
    select * from mutual_overlaps
),

problems as (
    select
        file_name,
        row_key,
        cast(null as {{ dbt.type_string() }}) as definition_version,
        column_name,
        {{ cro.text_literal('error') }} as severity,
        problem,
        remedy
    from problems_found
)

select * from problems
