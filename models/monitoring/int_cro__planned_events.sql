with

conversion_rules as (
    select * from {{ ref('int_cro__conversion_rules') }}
),

-- A longer list of event names is refused by the checks of the plan.
positions as (
    {{ dbt.generate_series(64) }}
),

event_name_rules as (
    select
        conversion_key,
        value as event_names
    from conversion_rules
    where property_name = 'event_name' and operator in ('equals', 'in')
),

event_names as (
    select
        event_name_rules.conversion_key,
        {{ cro.list_item('event_name_rules.event_names', 'positions.generated_number') }}
            as event_name
    from event_name_rules
    cross join positions
),

planned_events as (
    select
        event_name,
        cast(count(distinct conversion_key) as bigint) as conversion_count
    from event_names
    where event_name is not null
    group by event_name
)

select * from planned_events
