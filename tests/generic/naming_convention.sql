{% test naming_convention(model, column_name, past_tense_words) %}

with

past_tense_words as (
    select * from {{ past_tense_words }}
),

keys as (
    select
        {{ column_name }} as conversion_key,
        {{ cro.regexp_capture(column_name, '([a-z0-9]+)$') }} as last_word
    from {{ model }}
),

-- Object and action, in snake_case, the action in the past; feed and speed end in ed too.
exceptions as (
    select keys.conversion_key
    from keys
    left join past_tense_words
        on keys.last_word = past_tense_words.word
    where
        keys.conversion_key is null
        or not {{ cro.regexp_matches('keys.conversion_key', "'^[a-z][a-z0-9]*(_[a-z0-9]+)+$'") }}
        or (
            past_tense_words.word is null
            and (keys.last_word not like '%ed' or keys.last_word like '%eed')
        )
)

select * from exceptions

{% endtest %}
