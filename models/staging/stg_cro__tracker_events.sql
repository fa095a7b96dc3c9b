-- depends_on: {{ ref('int_cro__rule_hashes') }}
{{ config(meta={'rule_scope': 'event_settings'}) }}

with

tracker_events as (
    {% for project, model in cro.source_models() %}
    select * from {{ ref(project, model) }}
    {% if not loop.last %}union all{% endif %}
    {% endfor %}
)

select * from tracker_events
