with

past_tense_words as (
    select * from {{ var('cro__past_tense_words') }}
),

renamed as (
    select
        {{ cro.column_or_null('word', 'word') }} as word
    from past_tense_words as word
)

select * from renamed
