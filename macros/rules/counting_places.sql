{#-
    The CTEs of the counting rules, in their order. They are macros because a view between two tables would read
    the whole history in every run. Each rule numbers only the matches of the conversions that have it, and only
    what falls to it is joined back: most matches are never sorted.
-#}
{% macro place_by_order(matches) -%}
-- Money given back on an order is no second conversion.
order_arrivals as (
    select
        conversion_event_key,
        row_number() over (
            partition by conversion_key, order_namespace, order_id
            order by {{ cro.event_order() }}
        ) as order_arrival_number
    from {{ matches }}
    where conversion_type = 'macro' and order_id is not null and coalesce(revenue, 0) >= 0
),

matches_by_order as (
    select
        matches.*,
        case
            when matches.conversion_type = 'macro' and matches.revenue < 0 then 'refund'
            when order_arrivals.conversion_event_key is not null then 'duplicate_order'
        end as order_place
    from {{ matches }} as matches
    left join order_arrivals
        on
            matches.conversion_event_key = order_arrivals.conversion_event_key
            and order_arrivals.order_arrival_number > 1
)
{%- endmacro %}


{% macro place_by_occurrence(matches) -%}
spaced as (
    select
        conversion_event_key,
        occurred_at,
        cooldown_seconds,
        lag(occurred_at) over (
            partition by conversion_key, visitor_key
            order by {{ cro.event_order() }}
        ) as previous_match_at
    from {{ matches }}
    where longest_cooldown_seconds > 0 and order_place is null
),

-- A match close to the one before belongs to its burst, and a burst is one action.
bursts as (
    select conversion_event_key
    from spaced
    where {{ cro.seconds_between('previous_match_at', 'occurred_at') }} < cooldown_seconds
),

without_bursts as (
    select
        matches.*,
        case
            when matches.order_place is not null then matches.order_place
            when bursts.conversion_event_key is not null then 'cooldown'
        end as burst_place
    from {{ matches }} as matches
    left join bursts
        on matches.conversion_event_key = bursts.conversion_event_key
),

numbered as (
    select
        conversion_event_key,
        min_occurrences,
        row_number() over (
            partition by conversion_key, session_key
            order by {{ cro.event_order() }}
        ) as occurrence_number
    from without_bursts
    where most_occurrences > 1 and burst_place is null
),

other_occurrences as (
    select conversion_event_key
    from numbered
    where min_occurrences > 1 and occurrence_number <> min_occurrences
),

matches_by_occurrence as (
    select
        without_bursts.*,
        case
            when without_bursts.burst_place is not null then without_bursts.burst_place
            when other_occurrences.conversion_event_key is not null then 'occurrence'
        end as occurrence_place
    from without_bursts
    left join other_occurrences
        on without_bursts.conversion_event_key = other_occurrences.conversion_event_key
)
{%- endmacro %}


{% macro place_by_frequency(matches) -%}
{%- set scopes = {
    'once_per_session': 'session_key',
    'once_per_visitor': 'visitor_key',
    'once_per_day': 'visitor_key, ' ~ cro.reporting_date('occurred_at'),
} -%}
{%- for rule, scope in scopes.items() %}
{{ rule }}_ranks as (
    select
        conversion_event_key,
        frequency_rule,
        row_number() over (
            partition by conversion_key, {{ scope }}
            order by {{ cro.event_order() }}
        ) as frequency_rank
    from {{ matches }}
    where has_{{ rule }} = 1 and occurrence_place is null
),
{% endfor %}
-- The rank counts the matches of every version; whether it matters, the match's own version says.
repeats as (
    {%- for rule in scopes %}
    select conversion_event_key
    from {{ rule }}_ranks
    where frequency_rule = '{{ rule }}' and frequency_rank > 1
    {%- if not loop.last %}
    union all
    {%- endif -%}
    {%- endfor %}
),

matches_by_frequency as (
    select
        matches.*,
        case
            when matches.occurrence_place is not null then matches.occurrence_place
            when repeats.conversion_event_key is not null then 'frequency'
            else 'counted'
        end as counting_place
    from {{ matches }} as matches
    left join repeats
        on matches.conversion_event_key = repeats.conversion_event_key
)
{%- endmacro %}
