with

planned_events as (
    select * from {{ ref('int_cro__planned_events') }}
),

observed_events as (
    select * from {{ ref('int_cro__observed_events') }}
),

letter_numbers as (
    {{ dbt.generate_series(64) }}
),

event_names as (
    select event_name from planned_events
    {{ cro.union_distinct() }}
    select event_name from observed_events
),

stems as (
    select
        event_name,
        {{ cro.event_name_stem('event_name') }} as stem
    from event_names
),

-- Two names one letter apart (left out, put in, mistaken or swapped) share a spelling without one
-- letter; short names would meet by chance.
shorter_spellings as (
    select
        stems.event_name,
        left(stems.stem, cast(letter_numbers.generated_number as integer) - 1)
        || substring(stems.stem, cast(letter_numbers.generated_number as integer) + 1) as spelling
    from stems
    inner join letter_numbers
        on length(stems.stem) >= letter_numbers.generated_number
    where length(stems.stem) >= 6
),

event_name_spellings as (
    select
        event_name,
        stem as spelling,
        0 as missing_letter_count
    from stems
    {{ cro.union_distinct() }}
    select
        event_name,
        spelling,
        1 as missing_letter_count
    from shorter_spellings
)

select * from event_name_spellings
