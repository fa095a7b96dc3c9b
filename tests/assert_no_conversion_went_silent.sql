{{ config(severity = 'warn') }}

-- Days on which a conversion that happens every day did not happen at all.
select
    conversion_key,
    match_date,
    match_count_median
from {{ ref('mart_cro__tracking_health') }}
where is_silent
