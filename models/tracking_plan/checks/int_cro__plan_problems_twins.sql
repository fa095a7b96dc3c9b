with

int_cro__plan_conversions as (
    select * from {{ ref('int_cro__plan_conversions') }}
),

stg_cro__plan_rules as (
    select * from {{ ref('stg_cro__plan_rules') }}
),

active_rules as (
    select distinct
        definitions.conversion_key,
        definitions.definition_version,
        definitions.frequency_rule,
        definitions.cooldown_seconds,
        definitions.min_occurrences,
        rules.rule_group,
        coalesce(rules.property_name, '') || ' ' || coalesce(rules.operator, '')
        || ' ' || coalesce(rules.value, '') as rule_text
    from int_cro__plan_conversions as definitions
    inner join stg_cro__plan_rules as rules
        on
            definitions.conversion_key = rules.conversion_key
            and definitions.definition_version = rules.definition_version
    where definitions.status = 'active'
),

-- A group is what it says and how it is counted, whatever its label and place.
rule_groups as (
    select
        conversion_key,
        definition_version,
        frequency_rule || ' ' || cast(cooldown_seconds as {{ dbt.type_string() }})
        || ' ' || cast(min_occurrences as {{ dbt.type_string() }}) || ': '
        || {{ cro.ordered_listagg('rule_text', ' and ', order_by='rule_text') }} as group_text
    from active_rules
    group by
        conversion_key, definition_version, frequency_rule, cooldown_seconds, min_occurrences,
        rule_group
),

distinct_groups as (
    select
        conversion_key,
        definition_version,
        group_text,
        count(*) over (partition by conversion_key, definition_version) as group_count
    from rule_groups
    group by conversion_key, definition_version, group_text
),

-- Two sets are equal when all groups of both meet.
twins as (
    select
        one.conversion_key,
        one.definition_version,
        other.conversion_key as other_conversion_key
    from distinct_groups as one
    inner join distinct_groups as other
        on
            one.conversion_key > other.conversion_key
            and one.group_text = other.group_text
            and one.group_count = other.group_count
    group by
        one.conversion_key,
        one.definition_version,
        one.group_count,
        other.conversion_key,
        other.definition_version
    having count(*) = one.group_count
),

problems as (
    select
        plan.file_name,
        plan.conversion_key as row_key,
        plan.definition_version_text as definition_version,
        plan.key_column as column_name,
        {{ cro.text_literal('error') }} as severity,
        'it has the same rules and the same counting as "' || twins.other_conversion_key || '".'
            as problem,
        {{ cro.text_literal('Keep one of the two, or let their rules say what tells them apart.') }}
            as remedy
    from twins
    inner join int_cro__plan_conversions as plan
        on
            twins.conversion_key = plan.conversion_key
            and twins.definition_version = plan.definition_version
)

select * from problems
