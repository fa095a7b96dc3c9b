{#-
    The CTEs of the counting rules, in their order. They are macros because a view between two tables would read
    the whole history in every run.
-#}
{% macro place_by_order(matches) -%}
-- Money given back on an order is no second conversion.
without_refunds as (
    select
        *,
        case
            when conversion_type = 'macro' and revenue < 0 then 'refund'
        end as refund_place,
        row_number() over (
            partition by
                conversion_key,
                order_namespace,
                order_id,
                case when conversion_type = 'macro' and revenue < 0 then 1 else 0 end
            order by {{ cro.event_order() }}
        ) as order_arrival_number
    from {{ matches }}
),

matches_by_order as (
    select
        *,
        case
            when refund_place is not null then refund_place
            when
                conversion_type = 'macro'
                and order_id is not null
                and order_arrival_number > 1
                then 'duplicate_order'
        end as order_place
    from without_refunds
)
{%- endmacro %}


{% macro place_by_occurrence(matches) -%}
spaced as (
    select
        *,
        lag(occurred_at) over (
            partition by conversion_key, visitor_key, order_place
            order by {{ cro.event_order() }}
        ) as previous_match_at
    from {{ matches }}
),

-- A match close to the one before belongs to its burst, and a burst is one action.
without_bursts as (
    select
        *,
        case
            when order_place is not null then order_place
            when
                {{ cro.seconds_between('previous_match_at', 'occurred_at') }} < cooldown_seconds
                then 'cooldown'
        end as burst_place
    from spaced
),

numbered as (
    select
        *,
        row_number() over (
            partition by conversion_key, session_key, burst_place
            order by {{ cro.event_order() }}
        ) as occurrence_number
    from without_bursts
),

matches_by_occurrence as (
    select
        *,
        case
            when burst_place is not null then burst_place
            when min_occurrences > 1 and occurrence_number <> min_occurrences then 'occurrence'
        end as occurrence_place
    from numbered
)
{%- endmacro %}
