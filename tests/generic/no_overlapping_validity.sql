{% test no_overlapping_validity(model, key, number, valid_from='valid_from', valid_to='valid_to') %}

with

periods as (
    select
        {{ key }} as period_key,
        {{ number }} as period_number,
        {{ valid_from }} as valid_from,
        {{ valid_to }} as valid_to
    from {{ model }}
),

-- A period holds its first moment and not its last, so two that touch do not overlap.
exceptions as (
    select
        periods.period_key,
        periods.period_number,
        other.period_number as other_period_number
    from periods
    inner join periods as other
        on
            periods.period_key = other.period_key
            and periods.period_number < other.period_number
            and periods.valid_from < other.valid_to
            and other.valid_from < periods.valid_to
)

select * from exceptions

{% endtest %}
