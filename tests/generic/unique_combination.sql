{% test unique_combination(model, columns) %}

with

exceptions as (
    select
        {{ columns | join(', ') }},
        count(*) as row_count
    from {{ model }}
    group by {{ columns | join(', ') }}
    having count(*) > 1
)

select * from exceptions

{% endtest %}
