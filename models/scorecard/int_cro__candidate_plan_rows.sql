with

candidate_keys as (
    select * from {{ ref('int_cro__candidate_keys') }}
),

candidate_pairs as (
    select * from {{ ref('int_cro__candidate_pairs') }}
),

candidate_plan_rows as (
    select
        candidate_keys.candidate_key,
        candidate_pairs.macro_conversion_key,
        candidate_keys.conversion_key || ',' || {{ cro.csv_text(
            "coalesce(candidate_keys.property_value || ': ', '') || candidate_keys.event_name"
        ) }}
        || ',Found by its numbers; say here what it means.'
        || ',What happened,Where,Counts every event that the rule names.'
        || ',secondary_action,low,consideration,on_site_behaviour,once_per_session,0,1,'
        || candidate_pairs.macro_conversion_key
        || ',false,name an owner,draft,1,,,,' as plan_row,
        candidate_keys.conversion_key || ',1,1,event_name,equals,' || candidate_keys.event_name
        || coalesce(
            chr(10) || candidate_keys.conversion_key || ',1,1,'
            || candidate_keys.property_name || ',equals,'
            || {{ cro.csv_text('candidate_keys.property_value') }},
            ''
        ) as rule_rows
    from candidate_keys
    inner join candidate_pairs
        on candidate_keys.candidate_key = candidate_pairs.candidate_key
)

select * from candidate_plan_rows
