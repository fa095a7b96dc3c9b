with

tie_pairs as (
    select * from {{ ref('int_cro__funnel_tie_pairs') }}
),

-- In a moment that is wholly in sequence a chain cannot come back to an event.
free_moments as (
    select
        path_key,
        occurred_microseconds
    from tie_pairs
    where is_order_free
    group by path_key, occurred_microseconds
),

returning_events as (
    select
        departures.path_key,
        departures.occurred_microseconds,
        departures.previous_event_key as event_key,
        departures.previous_event_sequence as event_sequence
    from tie_pairs as departures
    inner join tie_pairs as arrivals
        on
            departures.path_key = arrivals.path_key
            and departures.previous_event_key = arrivals.event_key
            and departures.level < arrivals.level
    inner join free_moments
        on
            departures.path_key = free_moments.path_key
            and departures.occurred_microseconds = free_moments.occurred_microseconds
    group by
        departures.path_key,
        departures.occurred_microseconds,
        departures.previous_event_key,
        departures.previous_event_sequence
),

roles as (
    select
        path_key,
        previous_event_key as event_key,
        level as departure_level,
        cast(null as integer) as arrival_step
    from tie_pairs
    union all
    select
        path_key,
        event_key,
        cast(null as integer) as departure_level,
        step_number as arrival_step
    from tie_pairs
),

distinct_roles as (
    select
        path_key,
        event_key,
        departure_level,
        arrival_step
    from roles
    group by path_key, event_key, departure_level, arrival_step
),

role_sets as (
    select
        path_key,
        event_key,
        cast(coalesce(sum(power(2, departure_level)), 0) as bigint) as departure_levels,
        cast(coalesce(sum(power(2, arrival_step)), 0) as bigint) as arrival_steps
    from distinct_roles
    group by path_key, event_key
),

-- Events without a sequence that can take the same places stand in for one another.
classed_events as (
    select
        returning_events.path_key,
        returning_events.occurred_microseconds,
        returning_events.event_key,
        '(' || returning_events.event_key || ')' as event_mark,
        case
            when returning_events.event_sequence is null
                then
                    '<' || cast(role_sets.departure_levels as {{ dbt.type_string() }})
                    || '/' || cast(role_sets.arrival_steps as {{ dbt.type_string() }}) || '>'
            else '<' || returning_events.event_key || '>'
        end as class_mark
    from returning_events
    inner join role_sets
        on
            returning_events.path_key = role_sets.path_key
            and returning_events.event_key = role_sets.event_key
),

class_sizes as (
    select
        *,
        count(*) over (
            partition by path_key, occurred_microseconds, class_mark
        ) as class_size
    from classed_events
)

select * from class_sizes
