-- Steps that more units or entries reached than the required step before.
select
    funnel_key,
    period_grain,
    period_start,
    segment_name,
    segment_value,
    step_number,
    step_rate,
    attempt_step_rate
from {{ ref('mart_cro__funnel_performance') }}
where
    step_rate > 1
    or entry_rate > 1
    or attempt_step_rate > 1
    or attempt_entry_rate > 1
