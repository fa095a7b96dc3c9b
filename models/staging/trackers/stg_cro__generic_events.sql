-- depends_on: {{ ref('int_cro__rule_hashes') }}
{{ config(enabled='generic' in var('cro__sources'), meta={'rule_scope': 'event_settings'}) }}

{{ cro.generic_events(
    var('cro__generic_events'),
    var('cro__generic_source_name'),
    var('cro__generic_columns')
) }}
