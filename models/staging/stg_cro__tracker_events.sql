with

tracker_events as (
    {% for project, model in cro.source_models() %}
    select * from {{ ref(project, model) }}
    {% if not loop.last %}union all{% endif %}
    {% endfor %}
)

select * from tracker_events
