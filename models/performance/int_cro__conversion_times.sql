with

placed_conversions as (
    select * from {{ ref('int_cro__placed_conversions') }}
),

-- Only the first in a session says how long it took; the later ones are repeats.
ranked_conversions as (
    select
        *,
        row_number() over (
            partition by conversion_key, period_grain, period_start, segment_name, segment_value
            order by seconds_since_session_start, conversion_event_key
        ) as time_rank,
        count(*) over (
            partition by conversion_key, period_grain, period_start, segment_name, segment_value
        ) as time_count
    from placed_conversions
    where number_in_session = 1 and seconds_since_session_start is not null
),

conversion_times as (
    select
        {{ cro.hash_columns([
            'conversion_key', 'period_grain', 'period_start', 'segment_name', 'segment_value'
        ]) }} as conversion_cell_key,
        {{ cro.nearest_rank('seconds_since_session_start', 'time_rank', 'time_count', 50) }}
            as seconds_to_conversion_median,
        {{ cro.nearest_rank('seconds_since_session_start', 'time_rank', 'time_count', 75) }}
            as seconds_to_conversion_p75,
        {{ cro.nearest_rank('seconds_since_session_start', 'time_rank', 'time_count', 90) }}
            as seconds_to_conversion_p90
    from ranked_conversions
    group by conversion_key, period_grain, period_start, segment_name, segment_value
)

select * from conversion_times
