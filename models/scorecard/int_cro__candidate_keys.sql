with

candidates as (
    select * from {{ ref('int_cro__candidates') }}
    where not is_planned
),

past_tense_words as (
    select distinct word from {{ ref('stg_cro__past_tense_words') }}
),

micro_conversions as (
    select micro_conversion_key as conversion_key from {{ ref('dim_cro__micro_conversions') }}
),

macro_conversions as (
    select macro_conversion_key as conversion_key from {{ ref('dim_cro__macro_conversions') }}
),

planned_keys as (
    select conversion_key from micro_conversions
    {{ cro.union_distinct() }}
    select conversion_key from macro_conversions
),

plain_names as (
    select
        *,
        coalesce({{ cro.plain_name(cro.snake_case('property_name')) }}, 'new') as prefix,
        coalesce({{ cro.plain_name(cro.snake_case('property_value')) }} || '_', '') as value_part,
        coalesce({{ cro.plain_name('event_name') }}, 'event') as event_part
    from candidates
),

last_words as (
    select
        *,
        {{ cro.regexp_capture('event_part', '([a-z0-9]+)$') }} as last_word
    from plain_names
),

-- A key is an object and an action in the past; an event whose name is none was at least done.
proposed_keys as (
    select
        last_words.*,
        last_words.value_part || last_words.event_part
        || case
            when past_tense_words.word is not null then ''
            when {{ cro.regexp_matches('last_words.last_word', "'ed$'") }} then ''
            else '_done'
        end as proposed_key
    from last_words
    left join past_tense_words
        on last_words.last_word = past_tense_words.word
),

counted_keys as (
    select
        *,
        count(*) over (partition by proposed_key) as candidate_count
    from proposed_keys
),

-- A key that starts with a digit, is one word or is taken, retired or not, would be refused.
prefixed_keys as (
    select
        counted_keys.*,
        case
            when
                planned_keys.conversion_key is null and counted_keys.candidate_count = 1
                and {{ cro.regexp_matches('counted_keys.proposed_key', "'^[a-z][a-z0-9]*_'") }}
                then counted_keys.proposed_key
            else counted_keys.prefix || '_' || counted_keys.proposed_key
        end as prefixed_key
    from counted_keys
    left join planned_keys
        on counted_keys.proposed_key = planned_keys.conversion_key
),

counted_prefixed_keys as (
    select
        *,
        count(*) over (partition by prefixed_key) as prefixed_count
    from prefixed_keys
),

-- A part of the candidate's own key, unlike a running number, stays when others come and go.
candidate_keys as (
    select
        counted_prefixed_keys.candidate_key,
        counted_prefixed_keys.event_name,
        counted_prefixed_keys.property_name,
        counted_prefixed_keys.property_value,
        case
            when planned_keys.conversion_key is null and counted_prefixed_keys.prefixed_count = 1
                then counted_prefixed_keys.prefixed_key
            else
                counted_prefixed_keys.prefix || '_' || left(counted_prefixed_keys.candidate_key, 6)
                || '_' || counted_prefixed_keys.proposed_key
        end as conversion_key
    from counted_prefixed_keys
    left join planned_keys
        on counted_prefixed_keys.prefixed_key = planned_keys.conversion_key
)

select * from candidate_keys
