with

plan_headers as (
    {{ cro.input_header('cro__micro_conversions', 'micro_conversions') }}
    union all
    {{ cro.input_header('cro__macro_conversions', 'macro_conversions') }}
    union all
    {{ cro.input_header('cro__conversion_rules', 'rules') }}
    union all
    {{ cro.input_header('cro__funnels', 'funnels') }}
    union all
    {{ cro.input_header('cro__funnel_steps', 'funnel_steps') }}
    union all
    {{ cro.input_header('cro__properties', 'properties') }}
),

rule_headers as (
    {{ cro.input_header('cro__channel_rules', 'channel_rules') }}
    union all
    {{ cro.input_header('cro__event_aliases', 'event_aliases') }}
    union all
    {{ cro.input_header('cro__exchange_rates', 'exchange_rates') }}
    union all
    {{ cro.input_header('cro__junk_ids', 'junk_ids') }}
    union all
    {{ cro.input_header('cro__landmarks', 'landmarks') }}
    union all
    {{ cro.input_header('cro__page_type_rules', 'page_type_rules') }}
    union all
    {{ cro.input_header('cro__passive_events', 'passive_events') }}
    union all
    {{ cro.input_header('cro__past_tense_words', 'past_tense_words') }}
    union all
    {{ cro.input_header('cro__segments', 'segments') }}
    union all
    {{ cro.input_header('cro__source_overlaps', 'source_overlaps') }}
    union all
    {{ cro.input_header('cro__traffic_rules', 'traffic_rules') }}
),

headers as (
    select * from plan_headers
    union all
    select * from rule_headers
),

-- No file of the package has half as many columns.
positions as (
    {{ dbt.generate_series(64) }}
),

names as (
    select
        headers.file_name,
        headers.plan_part,
        {{ cro.list_item('headers.column_names', 'positions.generated_number') }} as column_name
    from headers
    cross join positions
),

input_columns as (
    select distinct
        file_name,
        plan_part,
        column_name
    from names
    where column_name is not null
)

select * from input_columns
