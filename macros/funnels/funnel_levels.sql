{#-
    Not every warehouse has recursive queries, or window functions inside them, so the levels are written one
    after the other. Each reads the level before it once: a warehouse that copies every mention of a CTE then does
    not copy copies. Levels that no funnel has are empty and cost next to nothing.
-#}
{% macro funnel_levels() -%}
    {%- set last_level = var('cro__max_funnel_steps') | int -%}
    {%- for level in range(2, last_level + 1) %}
{{ cro.funnel_level(level) }},
{% endfor %}
all_levels as (
    {%- for level in range(1, last_level + 1) %}
    select * from level_{{ level }}
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
)
{%- endmacro %}


{% macro funnel_level(level) -%}
-- Chains that wait for this level; a row more for each event of their own moment that may follow.
level_{{ level }}_waiting as (
    select
        chains.path_key,
        ties.step_number,
        ties.is_optional,
        ties.event_key,
        chains.occurred_microseconds,
        chains.entry_number,
        chains.entered_microseconds,
        chains.used_marks || coalesce(ties.previous_marks, '') as used_marks
    from level_{{ level - 1 }} as chains
    left join ties
        on
            chains.path_key = ties.path_key
            and chains.event_key = ties.previous_event_key
            and ties.level = {{ level }}
            and {{ cro.is_unused_event('chains.used_marks || ties.previous_marks', 'ties') }}
    where not chains.is_optional
),

-- Events stand before the chains of their own moment, so they only see chains that are strictly earlier.
level_{{ level }}_line as (
    select
        path_key,
        step_number,
        is_optional,
        event_key,
        occurred_microseconds,
        window_microseconds,
        max_microseconds_from_previous,
        0 as is_waiting,
        cast(null as bigint) as entry_number,
        cast(null as bigint) as entered_microseconds,
        '' as used_marks
    from path_events
    where level = {{ level }}
    union all
    select
        path_key,
        step_number,
        is_optional,
        event_key,
        occurred_microseconds,
        9223372036854775807 as window_microseconds,
        9223372036854775807 as max_microseconds_from_previous,
        1 as is_waiting,
        entry_number,
        entered_microseconds,
        used_marks
    from level_{{ level }}_waiting
),

-- The latest chain before an event has the latest entry too: where it is too old, so is every other.
level_{{ level }}_followed as (
    select
        path_key,
        step_number,
        is_optional,
        event_key,
        occurred_microseconds,
        window_microseconds,
        max_microseconds_from_previous,
        used_marks,
        case
            when is_waiting = 1 then entry_number
            else {{ cro.running_max('entry_number') }}
        end as entry_number,
        case
            when is_waiting = 1 then entered_microseconds
            else {{ cro.running_max('entered_microseconds') }}
        end as entered_microseconds,
        case
            when is_waiting = 1 then occurred_microseconds
            else {{ cro.running_max('case when is_waiting = 1 then occurred_microseconds end') }}
        end as previous_microseconds
    from level_{{ level }}_line
),

level_{{ level }} as (
    select
        path_key,
        step_number,
        is_optional,
        event_key,
        occurred_microseconds,
        used_marks,
        max(entry_number) as entry_number,
        max(entered_microseconds) as entered_microseconds,
        max(previous_microseconds) as previous_microseconds
    from level_{{ level }}_followed
    where
        event_key is not null
        and occurred_microseconds - previous_microseconds <= max_microseconds_from_previous
        and occurred_microseconds - entered_microseconds <= window_microseconds
    group by path_key, step_number, is_optional, event_key, occurred_microseconds, used_marks
)
{%- endmacro %}


{% macro running_max(expression) -%}
    max({{ expression }}) over (
        partition by path_key
        order by occurred_microseconds, is_waiting
        rows between unbounded preceding and current row
    )
{%- endmacro %}


{#- An event serves one step of a chain; as long as one of its class is left, it is free. -#}
{% macro is_unused_event(used_marks, ties) -%}
    (
        {{ ties }}.class_mark is null
        or (
            {{ cro.text_position(ties ~ '.event_mark', used_marks) }} = 0
            and length({{ used_marks }}) - length(replace({{ used_marks }}, {{ ties }}.class_mark, ''))
            < {{ ties }}.class_size * length({{ ties }}.class_mark)
        )
    )
{%- endmacro %}
