{#- One scan of the whole table for what unique and not_null would take two. -#}
{% test row_key(model, column_name) %}

with

exceptions as (
    select
        {{ column_name }} as key_value,
        count(*) as row_count
    from {{ model }}
    group by {{ column_name }}
    having count(*) > 1 or {{ column_name }} is null
)

select * from exceptions

{% endtest %}
