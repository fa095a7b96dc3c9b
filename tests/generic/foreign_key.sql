{#- Like relationships, but only of the last batch where the model kept the rest. -#}
{% test foreign_key(model, column_name, to, field, batch_key='visitor_key', built_by=none) %}

with

batch_rows as (
    select {{ column_name }} as key_value
    from {{ model }}
    where {{ cro.is_in_last_batch(built_by or model.identifier, batch_key) }}
),

parents as (
    select {{ field }} as parent_value
    from {{ to }}
),

exceptions as (
    select batch_rows.key_value
    from batch_rows
    where
        batch_rows.key_value is not null
        and not exists (
            select parents.parent_value
            from parents
            where parents.parent_value = batch_rows.key_value
        )
)

select * from exceptions

{% endtest %}
