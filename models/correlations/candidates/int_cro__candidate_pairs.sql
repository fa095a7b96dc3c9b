with

-- All events tell how far a micro conversion stands out; values of planned properties tell nothing.
candidates as (
    select * from {{ ref('int_cro__candidates') }}
    where candidate_type = 'event' or not is_planned
),

micro_macro_pairs as (
    select * from {{ ref('int_cro__micro_macro_pairs') }}
),

session_events as (
    select * from {{ ref('int_cro__session_events') }}
),

macro_sources as (
    select * from {{ ref('int_cro__macro_sources') }}
),

compared_macros as (
    select distinct macro_conversion_key from micro_macro_pairs
),

observed_events as (
    select distinct
        event_name,
        source_name
    from session_events
),

-- An event is compared on the goals that its own source can reach.
candidate_pairs as (
    select distinct
        candidates.candidate_key,
        candidates.candidate_type,
        candidates.is_planned,
        compared_macros.macro_conversion_key
    from candidates
    inner join observed_events
        on candidates.event_name = observed_events.event_name
    inner join macro_sources
        on observed_events.source_name = macro_sources.source_name
    inner join compared_macros
        on macro_sources.macro_conversion_key = compared_macros.macro_conversion_key
)

select * from candidate_pairs
