with

unit_macros as (
    select * from {{ ref('int_cro__unit_macros') }}
    where clock = 'active'
),

units as (
    select * from {{ ref('int_cro__units') }}
),

sessions as (
    select * from {{ ref('int_cro__sessions') }}
),

-- Where nobody ever reached a goal it cannot be reached, so nobody there is compared for it.
macro_sources as (
    select distinct
        unit_macros.macro_conversion_key,
        sessions.source_name
    from unit_macros
    inner join units
        on unit_macros.unit = units.unit and unit_macros.unit_key = units.unit_key
    inner join sessions
        on units.entry_session_key = sessions.session_key
)

select * from macro_sources
