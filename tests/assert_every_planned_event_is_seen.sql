{{ config(severity = 'warn') }}

-- Events that a conversion waits for in vain; drafts and retired ones wait for none.
select
    event_name,
    planned_conversion_count
from {{ ref('mart_cro__tracking_plan_reconciliation') }}
where plan_status = 'planned_never_seen'
