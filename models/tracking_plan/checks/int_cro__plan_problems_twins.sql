with

int_cro__plan_conversions as (
    select * from {{ ref('int_cro__plan_conversions') }}
),

stg_cro__plan_rules as (
    select * from {{ ref('stg_cro__plan_rules') }}
),

-- Groups count by their order, so that the labels people give them make no difference.
active_rules as (
    select
        definitions.conversion_key,
        definitions.definition_version,
        definitions.frequency_rule,
        definitions.cooldown_seconds,
        definitions.min_occurrences,
        dense_rank() over (
            partition by definitions.conversion_key, definitions.definition_version
            order by rules.rule_group
        ) as group_number,
        rules.property_name,
        rules.operator,
        coalesce(rules.value, '') as value
    from int_cro__plan_conversions as definitions
    inner join stg_cro__plan_rules as rules
        on
            definitions.conversion_key = rules.conversion_key
            and definitions.definition_version = rules.definition_version
    where definitions.status = 'active'
),

distinct_rules as (
    select
        conversion_key,
        definition_version,
        frequency_rule,
        cooldown_seconds,
        min_occurrences,
        group_number,
        property_name,
        operator,
        value,
        count(*) over (partition by conversion_key, definition_version) as rule_count
    from active_rules
    group by
        conversion_key, definition_version, frequency_rule, cooldown_seconds, min_occurrences,
        group_number, property_name, operator, value
),

-- Two sets are equal when all rows of both meet.
twins as (
    select
        one.conversion_key,
        one.definition_version,
        other.conversion_key as other_conversion_key
    from distinct_rules as one
    inner join distinct_rules as other
        on
            one.conversion_key > other.conversion_key
            and one.group_number = other.group_number
            and one.property_name = other.property_name
            and one.operator = other.operator
            and one.value = other.value
            and one.rule_count = other.rule_count
            and one.frequency_rule = other.frequency_rule
            and one.cooldown_seconds = other.cooldown_seconds
            and one.min_occurrences = other.min_occurrences
    group by
        one.conversion_key,
        one.definition_version,
        one.rule_count,
        other.conversion_key,
        other.definition_version
    having count(*) = one.rule_count
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
