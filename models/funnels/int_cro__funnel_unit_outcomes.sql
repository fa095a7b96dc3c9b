with

funnel_entries as (
    select * from {{ ref('fct_cro__funnel_entries') }}
),

entry_steps as (
    select * from {{ ref('fct_cro__funnel_steps') }}
),

sessions as (
    select * from {{ ref('fct_cro__sessions') }}
),

watermark as (
    select * from {{ ref('int_cro__watermark') }}
),

-- Everybody is watched from the first entry and for as long as one attempt may take.
first_entries as (
    select
        funnel_entries.funnel_key,
        funnel_entries.unit_key,
        funnel_entries.entered_at,
        funnel_entries.matures_at,
        coalesce(watermark.watermark_at > funnel_entries.matures_at, false) as is_matured
    from funnel_entries
    inner join sessions
        on funnel_entries.session_key = sessions.session_key
    cross join watermark
    where
        funnel_entries.is_first_entry_of_unit
        and not (funnel_entries.unit = 'session' and sessions.is_server_only)
),

unit_steps as (
    select
        funnel_entries.funnel_key,
        funnel_entries.unit_key,
        entry_steps.step_number,
        entry_steps.reached_at
    from funnel_entries
    inner join entry_steps
        on funnel_entries.funnel_entry_key = entry_steps.funnel_entry_key
    where not entry_steps.is_optional
),

-- A later entry inside that time may be the one that went further.
unit_outcomes as (
    select
        first_entries.funnel_key,
        first_entries.unit_key,
        first_entries.entered_at,
        first_entries.matures_at,
        first_entries.is_matured,
        max(unit_steps.step_number) as depth
    from first_entries
    inner join unit_steps
        on
            first_entries.funnel_key = unit_steps.funnel_key
            and first_entries.unit_key = unit_steps.unit_key
            and coalesce(first_entries.matures_at >= unit_steps.reached_at, true)
    group by
        first_entries.funnel_key,
        first_entries.unit_key,
        first_entries.entered_at,
        first_entries.matures_at,
        first_entries.is_matured
)

select * from unit_outcomes
