with

rule_events as (
    select * from {{ ref('int_cro__rule_events') }}
),

definitions as (
    select * from {{ ref('int_cro__conversion_definitions') }}
),

conditions as (
    select * from {{ ref('int_cro__conversion_rules') }}
    where property_name <> 'event_name'
),

-- A property that must be missing and also be something never holds, so it is asked for like any other.
asked_properties as (
    select
        conversion_key,
        definition_version,
        rule_group,
        property_name,
        min(case when operator = 'not_exists' then 1 else 0 end) as is_absence
    from conditions
    group by conversion_key, definition_version, rule_group, property_name
),

asking_groups as (
    select
        conversion_key,
        definition_version,
        rule_group,
        sum(1 - is_absence) as held_property_count,
        max(is_absence) as asks_absence
    from asked_properties
    group by conversion_key, definition_version, rule_group
),

valid_rules as (
    select
        rule_events.conversion_key,
        rule_events.definition_version,
        rule_events.rule_group,
        rule_events.event_name,
        definitions.valid_from,
        definitions.valid_to,
        cast(coalesce(asking_groups.held_property_count, 0) as bigint) as held_property_count,
        coalesce(asking_groups.asks_absence, 0) = 1 as is_asking_absence,
        count(*) over (
            partition by
                rule_events.conversion_key,
                rule_events.definition_version,
                rule_events.event_name
        ) > 1 as has_other_groups
    from rule_events
    inner join definitions
        on
            rule_events.conversion_key = definitions.conversion_key
            and rule_events.definition_version = definitions.definition_version
    left join asking_groups
        on
            rule_events.conversion_key = asking_groups.conversion_key
            and rule_events.definition_version = asking_groups.definition_version
            and rule_events.rule_group = asking_groups.rule_group
)

select * from valid_rules
