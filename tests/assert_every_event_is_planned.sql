{{ config(severity = 'warn') }}

-- Events that are sent but that no conversion asks for; what trackers send by themselves may stay.
select
    event_name,
    source_name,
    event_count,
    similar_planned_event_name
from {{ ref('mart_cro__tracking_plan_reconciliation') }}
where plan_status = 'seen_not_planned' and not is_passive_event
