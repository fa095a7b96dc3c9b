-- Named as many projects name it: the package must not take this for one of its own models.
select
    id as academy_event_id,
    'not an event of the package' as note
from {{ ref('raw_app_events') }}
