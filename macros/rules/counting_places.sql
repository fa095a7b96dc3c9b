{#-
    The CTEs of the counting rules, in their order. They are macros because a view between two tables would read
    the whole history in every run. Each rule reads only the matches of the conversions that have it, without what
    the rules before have put aside, and lists what it puts aside itself: the matches are written once, at the end.
-#}
{% macro put_aside_by_order(matches) -%}
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

put_aside_by_order as (
    select
        conversion_event_key,
        {{ cro.text_literal('duplicate_order') }} as counting_place
    from order_arrivals
    where order_arrival_number > 1
    union all
    select
        conversion_event_key,
        {{ cro.text_literal('refund') }} as counting_place
    from {{ matches }}
    where conversion_type = 'macro' and revenue < 0
)
{%- endmacro %}


{% macro put_aside_by_occurrence(matches) -%}
spaced as (
    select
        matches.conversion_event_key,
        matches.occurred_at,
        matches.cooldown_seconds,
        lag(matches.occurred_at) over (
            partition by matches.conversion_key, matches.visitor_key
            order by {{ cro.event_order('matches') }}
        ) as previous_match_at
    {{ cro.from_matches_not_in(matches, 'put_aside_by_order') }}
        and matches.longest_cooldown_seconds > 0
),

-- A match close to the one before belongs to its burst, and a burst is one action.
put_aside_by_cooldown as (
    select * from put_aside_by_order
    union all
    select
        conversion_event_key,
        {{ cro.text_literal('cooldown') }} as counting_place
    from spaced
    where {{ cro.seconds_between('previous_match_at', 'occurred_at') }} < cooldown_seconds
),

numbered as (
    select
        matches.conversion_event_key,
        matches.min_occurrences,
        row_number() over (
            partition by matches.conversion_key, matches.session_key
            order by {{ cro.event_order('matches') }}
        ) as occurrence_number
    {{ cro.from_matches_not_in(matches, 'put_aside_by_cooldown') }}
        and matches.most_occurrences > 1
),

put_aside_by_occurrence as (
    select * from put_aside_by_cooldown
    union all
    select
        conversion_event_key,
        {{ cro.text_literal('occurrence') }} as counting_place
    from numbered
    where min_occurrences > 1 and occurrence_number <> min_occurrences
)
{%- endmacro %}


{% macro put_aside_by_frequency(matches) -%}
{%- set scopes = {
    'once_per_session': 'matches.session_key',
    'once_per_visitor': 'matches.visitor_key',
    'once_per_day': 'matches.visitor_key, ' ~ cro.reporting_date('matches.occurred_at'),
} -%}
{%- for rule, scope in scopes.items() %}
{{ rule }}_ranks as (
    select
        matches.conversion_event_key,
        matches.frequency_rule,
        row_number() over (
            partition by matches.conversion_key, {{ scope }}
            order by {{ cro.event_order('matches') }}
        ) as frequency_rank
    {{ cro.from_matches_not_in(matches, 'put_aside_by_occurrence') }}
        and matches.has_{{ rule }} = 1
),
{% endfor %}
-- The rank counts the matches of every version; whether it matters, the match's own version says.
put_aside_by_frequency as (
    select * from put_aside_by_occurrence
    {%- for rule in scopes %}
    union all
    select
        conversion_event_key,
        {{ cro.text_literal('frequency') }} as counting_place
    from {{ rule }}_ranks
    where frequency_rule = '{{ rule }}' and frequency_rank > 1
    {%- endfor %}
)
{%- endmacro %}


{#- What a rule reads: the matches that no rule before has put aside. -#}
{% macro from_matches_not_in(matches, put_aside) -%}
    from {{ matches }} as matches
    left join {{ put_aside }}
        on matches.conversion_event_key = {{ put_aside }}.conversion_event_key
    where
        {{ put_aside }}.conversion_event_key is null
{%- endmacro %}
