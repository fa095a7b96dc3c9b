with

rule_events as (
    select * from {{ ref('int_cro__rule_events') }}
),

definitions as (
    select * from {{ ref('int_cro__conversion_definitions') }}
),

rule_groups as (
    select * from {{ ref('int_cro__rule_groups') }}
),

valid_rules as (
    select
        rule_events.conversion_key,
        rule_events.definition_version,
        rule_events.rule_group,
        rule_events.event_name,
        definitions.valid_from,
        definitions.valid_to,
        cast(coalesce(rule_groups.held_property_count, 0) as bigint) as held_property_count,
        coalesce(rule_groups.is_asking_absence, false) as is_asking_absence,
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
    left join rule_groups
        on
            rule_events.conversion_key = rule_groups.conversion_key
            and rule_events.definition_version = rule_groups.definition_version
            and rule_events.rule_group = rule_groups.rule_group
)

select * from valid_rules
