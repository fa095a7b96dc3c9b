{{ config(enabled = 'generic' in var('cro__sources')) }}

{{ cro.generic_events(
    var('cro__generic_events'),
    var('cro__generic_source_name'),
    var('cro__generic_columns')
) }}
