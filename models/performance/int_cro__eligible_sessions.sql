with

numbered_sessions as (
    select * from {{ ref('int_cro__numbered_sessions') }}
),

eligible_places as (
    select * from {{ ref('int_cro__eligible_places') }}
),

conversion_eligibilities as (
    select * from {{ ref('int_cro__conversion_eligibilities') }}
),

-- One conversion stands for all with its eligibility.
eligibilities as (
    select eligible_places.*
    from eligible_places
    inner join conversion_eligibilities
        on eligible_places.conversion_number = conversion_eligibilities.eligibility_number
    where conversion_eligibilities.conversion_number = conversion_eligibilities.eligibility_number
),

eligible_sessions as (
    select
        eligibilities.conversion_number as eligibility_number,
        numbered_sessions.session_order,
        numbered_sessions.visitor_number,
        numbered_sessions.context_number,
        numbered_sessions.entry_date
    from numbered_sessions
    inner join eligibilities
        on
            numbered_sessions.source_name = eligibilities.source_name
            and numbered_sessions.platform = eligibilities.platform
            and numbered_sessions.started_at >= eligibilities.valid_from
            and numbered_sessions.started_at < eligibilities.valid_to
    where numbered_sessions.is_closed_visit
)

select * from eligible_sessions
