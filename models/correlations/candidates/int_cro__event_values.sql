with

events as (
    select * from {{ ref('int_cro__events') }}
),

plan_properties as (
    select * from {{ ref('stg_cro__plan_properties') }}
),

passive_events as (
    select distinct event_name from {{ ref('stg_cro__passive_events') }}
),

active_events as (
    select events.*
    from events
    left join passive_events
        on events.event_name = passive_events.event_name
    where passive_events.event_name is null
),

-- A number is an amount of something; it takes a rule with a limit to make it an action.
properties as (
    select distinct
        property_name,
        path
    from plan_properties
    where property_type in ('text', 'boolean') and path is not null
),

declared_values as (
    select
        active_events.event_key,
        active_events.event_name,
        properties.property_name,
        {{ cro.trimmed(cro.json_value('active_events.properties', 'properties.path')) }}
            as property_value
    from active_events
    cross join properties
    where active_events.properties is not null
),

page_types as (
    select
        event_key,
        event_name,
        {{ cro.text_literal('page_type') }} as property_name,
        page_type as property_value
    from active_events
),

all_values as (
    select * from declared_values
    union all
    select * from page_types
),

event_values as (
    select * from all_values
    where property_value is not null
)

select * from event_values
