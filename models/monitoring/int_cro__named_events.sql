with

plan_rules as (
    select * from {{ ref('stg_cro__plan_rules') }}
),

conversion_definitions as (
    select * from {{ ref('int_cro__conversion_definitions') }}
),

-- A longer list of event names is refused by the checks of the plan.
positions as (
    {{ dbt.generate_series(64) }}
),

event_name_rules as (
    select
        plan_rules.conversion_key,
        plan_rules.definition_version,
        plan_rules.rule_group,
        plan_rules.value as event_names,
        conversion_definitions.status in ('active', 'diagnostic') as is_counted
    from plan_rules
    inner join conversion_definitions
        on
            plan_rules.conversion_key = conversion_definitions.conversion_key
            and plan_rules.definition_version = conversion_definitions.definition_version
    where plan_rules.property_name = 'event_name' and plan_rules.operator in ('equals', 'in')
),

listed_events as (
    select
        event_name_rules.conversion_key,
        event_name_rules.definition_version,
        event_name_rules.rule_group,
        {{ cro.list_item('event_name_rules.event_names', 'positions.generated_number') }}
            as event_name,
        event_name_rules.is_counted
    from event_name_rules
    cross join positions
),

named_events as (
    select distinct * from listed_events
    where event_name is not null
)

select * from named_events
