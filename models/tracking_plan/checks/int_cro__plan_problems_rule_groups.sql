with

int_cro__plan_conversions as (
    select * from {{ ref('int_cro__plan_conversions') }}
),

stg_cro__plan_rules as (
    select * from {{ ref('stg_cro__plan_rules') }}
),

-- What is no operator at all is told by the check of conditions.
rule_groups as (
    select
        file_name,
        conversion_key,
        definition_version_text,
        rule_group,
        sum(case when property_name = 'event_name' then 1 else 0 end) as event_row_count,
        sum(case
            when
                property_name = 'event_name'
                and operator in ({{ cro.quoted_list(cro.rule_operators()) }})
                and operator not in ('equals', 'in')
                then 1
            else 0
        end) as comparing_row_count
    from stg_cro__plan_rules
    where conversion_key is not null
    group by file_name, conversion_key, definition_version_text, rule_group
),

-- Rules meet events by event name, so a group must say which events it is about.
groups_without_event as (
    select
        file_name,
        conversion_key as row_key,
        definition_version_text as definition_version,
        {{ cro.text_literal('rule_group') }} as column_name,
        {{ cro.text_literal('error') }} as severity,
        case
            when event_row_count = 0
                then 'rule group ' || rule_group || ' has no row on event_name.'
            when event_row_count > 1
                then 'rule group ' || rule_group || ' has more than one row on event_name.'
            else
                'rule group ' || rule_group
                || ' compares event_name with another operator than equals or in.'
        end as problem,
        {{ cro.text_literal(
            'Give every rule group exactly one row on event_name, with the operator equals or in.'
        ) }} as remedy
    from rule_groups
    where event_row_count <> 1 or comparing_row_count > 0
),

definition_versions as (
    select
        conversion_key,
        definition_version
    from int_cro__plan_conversions
    group by conversion_key, definition_version
),

conversion_keys as (
    select conversion_key
    from int_cro__plan_conversions
    group by conversion_key
),

rules_without_definition as (
    select
        rules.file_name,
        rules.conversion_key as row_key,
        rules.definition_version_text as definition_version,
        {{ cro.text_literal('definition_version') }} as column_name,
        {{ cro.text_literal('error') }} as severity,
        'the conversion has no version ' || rules.definition_version_text || '.' as problem,
        {{ cro.text_literal(
            'Correct definition_version, or add that version of the conversion to the plan.'
        ) }} as remedy
    from stg_cro__plan_rules as rules
    inner join conversion_keys
        on rules.conversion_key = conversion_keys.conversion_key
    left join definition_versions
        on
            rules.conversion_key = definition_versions.conversion_key
            and rules.definition_version = definition_versions.definition_version
    where definition_versions.conversion_key is null
),

rule_versions as (
    select
        conversion_key,
        definition_version
    from stg_cro__plan_rules
    group by conversion_key, definition_version
),

definitions_without_rules as (
    select
        definitions.file_name,
        definitions.conversion_key as row_key,
        definitions.definition_version_text as definition_version,
        definitions.key_column as column_name,
        {{ cro.text_literal('error') }} as severity,
        {{ cro.text_literal('no rule says which events count.') }} as problem,
        'Add rules for this key and definition_version to the conversion rules, or set status to '
        || 'draft.' as remedy
    from int_cro__plan_conversions as definitions
    left join rule_versions
        on
            definitions.conversion_key = rule_versions.conversion_key
            and definitions.definition_version = rule_versions.definition_version
    where
        definitions.is_matched
        and definitions.conversion_key is not null
        and rule_versions.conversion_key is null
),

problems as (
    select * from groups_without_event
    union all
    select * from rules_without_definition
    union all
    select * from definitions_without_rules
)

select * from problems
