with

past_tense_words as (
    {{ cro.filled_rows('cro__past_tense_words', 'past_tense_words') }}
),

renamed as (
    select
        {{ cro.column_or_null('past_tense_word', 'word') }} as word
    from past_tense_words as past_tense_word
)

select * from renamed
