with

planned_events as (
    select * from {{ ref('int_cro__planned_events') }}
),

spellings as (
    select * from {{ ref('int_cro__event_name_spellings') }}
),

similar_pairs as (
    select
        spellings.event_name,
        planned_events.event_name as similar_planned_event_name,
        min(spellings.missing_letter_count + planned_spellings.missing_letter_count)
            as missing_letter_count
    from spellings
    inner join spellings as planned_spellings
        on spellings.spelling = planned_spellings.spelling
    inner join planned_events
        on planned_spellings.event_name = planned_events.event_name
    where spellings.event_name <> planned_events.event_name
    group by spellings.event_name, planned_events.event_name
),

-- Several planned names may be near, and the hint names the same one of them every time.
ranked_pairs as (
    select
        *,
        row_number() over (
            partition by event_name
            order by
                missing_letter_count,
                {{ cro.hash_columns(['similar_planned_event_name']) }}
        ) as pair_rank
    from similar_pairs
),

similar_event_names as (
    select
        event_name,
        similar_planned_event_name
    from ranked_pairs
    where pair_rank = 1
)

select * from similar_event_names
