with

tracker_events as (
    {% for model_name in cro.source_models() %}
    select * from {{ ref(model_name) }}
    {% if not loop.last %}union all{% endif %}
    {% endfor %}
)

select * from tracker_events
