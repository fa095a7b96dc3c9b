-- depends_on: {{ ref('int_cro__model_states') }}
with

rule_rows as (
    select * from {{ ref('int_cro__rule_rows') }}
),

plan_rows as (
    select * from {{ ref('int_cro__plan_rows') }}
),

all_rows as (
    select * from rule_rows
    union all
    select * from plan_rows
),

rule_scopes as (
    select
        0 as scope_number,
        'event_settings' as rule_scope
    union all
    select
        1 as scope_number,
        'events' as rule_scope
    union all
    select
        2 as scope_number,
        'visitors' as rule_scope
    union all
    select
        3 as scope_number,
        'conversions' as rule_scope
    union all
    select
        4 as scope_number,
        'funnels' as rule_scope
),

-- What is built later depends on every rule before it as well; tables of the plan on the plan alone.
scope_rows as (
    select
        rule_scopes.rule_scope,
        all_rows.row_hash
    from rule_scopes
    inner join all_rows
        on rule_scopes.scope_number >= all_rows.scope_number
    union all
    select
        'conversion_plan' as rule_scope,
        row_hash
    from plan_rows
    where scope_number = 3
    union all
    select
        'funnel_plan' as rule_scope,
        row_hash
    from plan_rows
),

rule_hashes as (
    select
        rule_scope,
        {{ cro.md5_text(
            'rule_scope || ' ~ cro.ordered_listagg('row_hash', ',', order_by='row_hash')
        ) }} as rules_hash
    from scope_rows
    group by rule_scope
)

select * from rule_hashes
