{#- One scan instead of two for unique and not_null; of the last batch where the model kept the rest. -#}
{% test primary_key(model, column_name, batch_key='visitor_key', built_by=none) %}

with

batch_rows as (
    select {{ column_name }} as key_value
    from {{ model }}
    where {{ cro.is_in_last_batch(built_by or model.identifier, batch_key) }}
),

-- A new row may repeat the key of an old one, so the keys of the batch are looked up in the whole table.
all_rows as (
    select {{ column_name }} as key_value
    from {{ model }}
),

exceptions as (
    select
        all_rows.key_value,
        count(*) as row_count
    from all_rows
    where all_rows.key_value in (select batch_rows.key_value from batch_rows)
    group by all_rows.key_value
    having count(*) > 1
    union all
    select
        batch_rows.key_value,
        count(*) as row_count
    from batch_rows
    where batch_rows.key_value is null
    group by batch_rows.key_value
)

select * from exceptions

{% endtest %}
