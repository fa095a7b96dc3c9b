{{ config(materialized = 'view') }}

with

event_rows as (
    select * from {{ ref('int_cro__event_rows') }}
),

same_actions as (
    select * from {{ ref('int_cro__same_actions') }}
),

placed as (
    select
        event_rows.*,
        case
            when event_rows.row_place = 'kept' and same_actions.event_key is not null
                then 'same_action'
            else event_rows.row_place
        end as ledger_place
    from event_rows
    left join same_actions
        on event_rows.event_key = same_actions.event_key
),

explained as (
    select
        *,
        case ledger_place
            when 'quarantined' then quarantine_reason
            when 'duplicate_id' then 'another row of this event arrived first'
            when 'excluded' then exclusion_reason
            when 'same_action' then 'the preferred tracker reported this action'
        end as ledger_reason
    from placed
)

select * from explained
