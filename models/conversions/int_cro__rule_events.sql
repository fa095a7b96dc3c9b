with

events as (
    select * from {{ ref('int_cro__session_events') }}
),

conversion_rules as (
    select * from {{ ref('int_cro__conversion_rules') }}
    where property_name = 'event_name'
),

observed_names as (
    select distinct event_name from events
),

rule_events as (
    select distinct
        conversion_rules.conversion_key,
        conversion_rules.conversion_type,
        conversion_rules.definition_version,
        conversion_rules.rule_group,
        observed_names.event_name
    from observed_names
    inner join conversion_rules
        on {{ cro.condition_holds(
            'observed_names.event_name', 'conversion_rules.operator', 'conversion_rules.value'
        ) }}
)

select * from rule_events
