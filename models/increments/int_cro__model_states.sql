{{ config(materialized=cro.incremental_or_table(), incremental_strategy='replace_all') }}

with

model_states as (
    select * from {{ cro.recorded_states() }}
)

select * from model_states
