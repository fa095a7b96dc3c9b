{{ config(materialized = 'view') }}

with

event_rows as (
    select * from {{ ref('int_cro__event_rows') }}
),

duplicate_rows as (
    select * from {{ ref('int_cro__duplicate_rows') }}
),

same_actions as (
    select * from {{ ref('int_cro__same_actions') }}
),

placed as (
    select
        event_rows.*,
        coalesce(duplicate_rows.arrival_number, 1) as arrival_number,
        case
            when event_rows.quarantine_reason is not null then 'quarantined'
            when duplicate_rows.row_mark is not null then 'duplicate_id'
            when event_rows.exclusion_reason is not null then 'excluded'
            when same_actions.event_key is not null then 'same_action'
            else 'kept'
        end as ledger_place
    from event_rows
    left join duplicate_rows
        on event_rows.row_mark = duplicate_rows.row_mark
    left join same_actions
        on event_rows.event_key = same_actions.event_key
    where not event_rows.is_replaced
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
