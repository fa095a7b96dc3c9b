with

int_cro__plan_conversions as (
    select * from {{ ref('int_cro__plan_conversions') }}
),

stg_cro__plan_properties as (
    select * from {{ ref('stg_cro__plan_properties') }}
),

stg_cro__past_tense_words as (
    select * from {{ ref('stg_cro__past_tense_words') }}
),

-- A key that is not in snake_case is already a problem of its own.
keys as (
    select
        file_name,
        key_column,
        conversion_key,
        definition_version_text,
        {{ cro.regexp_capture('conversion_key', '([a-z0-9]+)$') }} as last_word
    from int_cro__plan_conversions
    where {{ cro.regexp_matches('conversion_key', "'^[a-z][a-z0-9]*(_[a-z0-9]+)*$'") }}
),

one_word_keys as (
    select
        file_name,
        conversion_key as row_key,
        definition_version_text as definition_version,
        key_column as column_name,
        {{ cro.text_literal('error') }} as severity,
        {{ cro.text_literal('the key is one word and does not say what happened to what.') }} as problem,
        {{ cro.text_literal(
            'Name the object and then the action in the past, such as pricing_page_viewed.'
        ) }} as remedy
    from keys
    where {{ cro.text_position("'_'", 'conversion_key') }} = 0
),

-- Feed, seed and speed end in ed without being past, so agreed and freed are rows.
present_tense_keys as (
    select
        keys.file_name,
        keys.conversion_key as row_key,
        keys.definition_version_text as definition_version,
        keys.key_column as column_name,
        {{ cro.text_literal('error') }} as severity,
        'the last word "' || keys.last_word || '" is not in the past tense.' as problem,
        'End the key in a word such as viewed or sent; an irregular word that is missing becomes a '
        || 'row of the past tense words.' as remedy
    from keys
    left join stg_cro__past_tense_words
        on keys.last_word = stg_cro__past_tense_words.word
    where
        stg_cro__past_tense_words.word is null
        and (keys.last_word not like '%ed' or keys.last_word like '%eed')
        and {{ cro.text_position("'_'", 'keys.conversion_key') }} > 0
),

taken_property_names as (
    select
        file_name,
        property_name as row_key,
        cast(null as {{ dbt.type_string() }}) as definition_version,
        {{ cro.text_literal('property_name') }} as column_name,
        {{ cro.text_literal('error') }} as severity,
        {{ cro.text_literal(
            'the name already belongs to a column of every event or to a fact about the moment.'
        ) }} as problem,
        'Choose another name, such as ' || property_name || '_sent.' as remedy
    from stg_cro__plan_properties
    where
        property_name in ({{ cro.quoted_list(cro.canonical_properties()) }})
        or property_name in ({{ cro.quoted_list(cro.moment_properties()) }})
),

problems as (
    select * from one_word_keys
    union all
    select * from present_tense_keys
    union all
    select * from taken_property_names
)

select * from problems
