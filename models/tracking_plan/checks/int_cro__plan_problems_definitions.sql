with

int_cro__plan_conversions as (
    select * from {{ ref('int_cro__plan_conversions') }}
),

reversed_validity as (
    select
        file_name,
        conversion_key as row_key,
        definition_version_text as definition_version,
        {{ cro.text_literal('valid_to') }} as column_name,
        {{ cro.text_literal('error') }} as severity,
        {{ cro.text_literal('valid_to is not after valid_from, so the definition never counts.') }}
            as problem,
        {{ cro.text_literal(
            'Give valid_to a later day than valid_from: it is the first day that no longer counts.'
        ) }} as remedy
    from int_cro__plan_conversions
    where valid_to <= valid_from
),

-- Two versions that count at the same moment would count the same event twice.
overlapping_validity as (
    select
        later.file_name,
        later.conversion_key as row_key,
        later.definition_version_text as definition_version,
        {{ cro.text_literal('valid_from') }} as column_name,
        {{ cro.text_literal('error') }} as severity,
        'the version is valid at the same time as version ' || earlier.definition_version_text
        || '.' as problem,
        {{ cro.text_literal('Give the older version, as its valid_to, the valid_from of the newer one.') }}
            as remedy
    from int_cro__plan_conversions as later
    inner join int_cro__plan_conversions as earlier
        on
            later.conversion_key = earlier.conversion_key
            and later.conversion_type = earlier.conversion_type
            and later.definition_version > earlier.definition_version
    where
        later.is_matched
        and earlier.is_matched
        and coalesce(later.valid_from < earlier.valid_to, true)
        and coalesce(earlier.valid_from < later.valid_to, true)
),

values_without_currency as (
    select
        file_name,
        conversion_key as row_key,
        definition_version_text as definition_version,
        {{ cro.text_literal('currency') }} as column_name,
        {{ cro.text_literal('error') }} as severity,
        'the value ' || value_text || ' has no currency.' as problem,
        {{ cro.text_literal('Write the three capital letters of the currency, such as EUR.') }} as remedy
    from int_cro__plan_conversions
    where value_text is not null and currency is null
),

milestones_without_goal as (
    select
        file_name,
        conversion_key as row_key,
        definition_version_text as definition_version,
        {{ cro.text_literal('leads_to') }} as column_name,
        {{ cro.text_literal('warning') }} as severity,
        {{ cro.text_literal(
            'a process milestone that names no goal counts as a step that every goal goes through.'
        ) }} as problem,
        {{ cro.text_literal('Write the key of the macro conversion that it is a step of.') }} as remedy
    from int_cro__plan_conversions
    where category = 'process_milestone' and leads_to is null and is_matched
),

problems as (
    select * from reversed_validity
    union all
    select * from overlapping_validity
    union all
    select * from values_without_currency
    union all
    select * from milestones_without_goal
)

select * from problems
