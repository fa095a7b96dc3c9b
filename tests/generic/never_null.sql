{#- One scan for what not_null would take one a column; null_columns says which of them a row lacks. -#}
{% test never_null(model, columns) %}

with

exceptions as (
    select
        *,
        {% for column in columns -%}
        case when {{ column }} is null then '{{ column }} ' else '' end
        {%- if not loop.last %} || {% endif -%}
        {%- endfor %} as null_columns
    from {{ model }}
    where {{ columns | join(' is null or ') }} is null
)

select * from exceptions

{% endtest %}
