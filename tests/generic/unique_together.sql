{#- The grain of a table without a key column of its own: rows that repeat it, or leave part of it empty. -#}
{% test unique_together(model, columns) %}

with

grains as (
    select
        {{ columns | join(', ') }},
        count(*) as row_count
    from {{ model }}
    group by {{ columns | join(', ') }}
),

exceptions as (
    select *
    from grains
    where
        row_count > 1
        or {{ columns | join(' is null or ') }} is null
)

select * from exceptions

{% endtest %}
