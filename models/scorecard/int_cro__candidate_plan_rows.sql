with

candidates as (
    select * from {{ ref('int_cro__candidates') }}
    where not is_planned
),

candidate_pairs as (
    select * from {{ ref('int_cro__candidate_pairs') }}
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

last_words as (
    select
        *,
        {{ cro.regexp_capture('event_name', '([a-z0-9]+)$') }} as last_word,
        {{ cro.snake_case('property_value') }} as value_name
    from candidates
),

-- A key is an object and an action in the past; an event whose name is none was at least done.
proposed_keys as (
    select
        last_words.*,
        case when last_words.value_name is null then '' else last_words.value_name || '_' end
        || last_words.event_name
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

-- A key that something else has already, retired or not, would be refused.
free_keys as (
    select
        counted_keys.*,
        case
            when planned_keys.conversion_key is null and counted_keys.candidate_count = 1
                then counted_keys.proposed_key
            else coalesce(counted_keys.property_name, 'new') || '_' || counted_keys.proposed_key
        end as free_key
    from counted_keys
    left join planned_keys
        on counted_keys.proposed_key = planned_keys.conversion_key
),

candidate_plan_rows as (
    select
        free_keys.candidate_key,
        candidate_pairs.macro_conversion_key,
        free_keys.free_key || ',' || {{ cro.csv_text(
            "coalesce(free_keys.property_value || ': ', '') || free_keys.event_name"
        ) }}
        || ',Found by its numbers; say here what it means.'
        || ',What happened,Where,Counts every event that the rule names.'
        || ',secondary_action,low,consideration,on_site_behaviour,once_per_session,0,1,'
        || candidate_pairs.macro_conversion_key
        || ',false,name an owner,draft,1,,,,' as plan_row,
        free_keys.free_key || ',1,1,event_name,equals,' || free_keys.event_name
        || coalesce(
            chr(10) || free_keys.free_key || ',1,1,'
            || free_keys.property_name || ',equals,'
            || {{ cro.csv_text('free_keys.property_value') }},
            ''
        ) as rule_rows
    from free_keys
    inner join candidate_pairs
        on free_keys.candidate_key = candidate_pairs.candidate_key
)

select * from candidate_plan_rows
