{{ config(materialized=cro.incremental_or_table(), unique_key=cro.path_visitor()) }}

with

entry_steps as (
    select * from {{ cro.touched('int_cro__funnel_entry_steps', cro.path_visitor()) }}
),

required_steps as (
    select * from entry_steps
    where not is_optional
),

-- Optional steps never gate, so depth is the deepest required step.
numbered_steps as (
    select
        *,
        row_number() over (
            partition by path_key, entry_number
            order by step_number desc
        ) as number_from_deepest
    from required_steps
),

entry_depths as (
    select
        path_key,
        entry_number,
        step_number as depth,
        occurred_at as deepest_step_reached_at,
        occurred_microseconds as deepest_step_reached_microseconds
    from numbered_steps
    where number_from_deepest = 1
)

select * from entry_depths
