with

micro_conversions as (
    select * from {{ ref('dim_cro__micro_conversions') }}
    where is_latest_version and status in ('active', 'diagnostic')
),

macro_conversions as (
    select * from {{ ref('dim_cro__macro_conversions') }}
    where is_latest_version and status in ('active', 'diagnostic')
),

macro_successors as (
    select * from {{ ref('int_cro__macro_successors') }}
),

macro_milestones as (
    select * from {{ ref('int_cro__macro_milestones') }}
),

-- A micro conversion that names no goal may lead to any.
pairs as (
    select
        micro_conversions.micro_conversion_key,
        macro_conversions.macro_conversion_key,
        coalesce(micro_conversions.is_passive, false) as is_declared_passive
    from micro_conversions
    inner join macro_conversions
        on
            micro_conversions.leads_to is null
            or micro_conversions.leads_to = macro_conversions.macro_conversion_key
    {{ cro.union_distinct() }}
    select
        micro_conversions.micro_conversion_key,
        macro_conversions.macro_conversion_key,
        coalesce(micro_conversions.is_passive, false) as is_declared_passive
    from micro_conversions
    inner join macro_successors
        on micro_conversions.leads_to = macro_successors.macro_conversion_key
    inner join macro_conversions
        on macro_successors.successor_key = macro_conversions.macro_conversion_key
),

micro_macro_pairs as (
    select
        {{ cro.hash_columns(['pairs.micro_conversion_key', 'pairs.macro_conversion_key']) }}
            as micro_macro_pair_key,
        pairs.micro_conversion_key,
        pairs.macro_conversion_key,
        pairs.is_declared_passive,
        macro_milestones.stage_number is not null as is_process_milestone
    from pairs
    left join macro_milestones
        on
            pairs.micro_conversion_key = macro_milestones.micro_conversion_key
            and pairs.macro_conversion_key = macro_milestones.macro_conversion_key
)

select * from micro_macro_pairs
