{#- The last batch that a model holds completely; 0 where nothing is known of it. -#}
{% macro processed_batch(model_name) -%}
    (
            select coalesce(max(model_states.batch_number), 0)
            from {{ ref('int_cro__model_states').render() }} as model_states
            where {{ cro.is_latest_state('model_states', model_name) }}
        )
{%- endmacro %}


{#- True at run time where the plan, a rule or a setting is no longer what the model was built under. -#}
{% macro has_changed_rules(model_name) -%}
    not exists (
            select model_states.model_name
            from {{ ref('int_cro__model_states').render() }} as model_states
            inner join {{ ref('int_cro__rule_hashes').render() }} as rule_hashes
                on model_states.rules_hash = rule_hashes.rules_hash
            where {{ cro.is_latest_state('model_states', model_name) }}
        )
{%- endmacro %}


{% macro is_latest_state(states, model_name) -%}
    {{ states }}.model_name = '{{ model_name }}'
            and {{ states }}.state_number = (
                select max(own_states.state_number)
                from {{ ref('int_cro__model_states').render() }} as own_states
                where own_states.model_name = '{{ model_name }}'
            )
{%- endmacro %}


{#- The number of the batch that a run reads, one more than any model has seen. -#}
{% macro next_batch() -%}
    (
            select coalesce(max(model_states.batch_number), 0) + 1
            from {{ ref('int_cro__model_states').render() }} as model_states
        )
{%- endmacro %}


{#-
    Post-hook, in the transaction that writes the table: notes up to which batch and under which rules the model
    is complete. That is never more than the models it reads, so that a run of a part of the graph, or one that
    failed, leaves nothing behind that a later run would miss. With --empty it read nothing, which no rules ask for.
    Tables of the plan and views of the raw rows hold no batch; they note that they were built under today's plan and
    settings. Where every run builds everything, nobody asks for a state.
-#}
{% macro record_state() -%}
    {%- set scope = model.config.meta.get('rule_scope') -%}
    {%- set is_asked_for = cro.incremental_or_table() == 'incremental' -%}
    {%- if execute and is_asked_for and cro.has_state(model.config.materialized, scope) -%}
        {%- set states = cro.built_relation('int_cro__model_states') -%}
        {%- set hashes = cro.built_relation('int_cro__rule_hashes') -%}
        {%- set loads = cro.built_relation('int_cro__event_loads') -%}
        {%- if states and hashes and (loads or scope in cro.scopes_without_batches()) -%}
            {{ cro.insert_state(states, hashes, loads, scope) }}
        {%- endif -%}
    {%- endif -%}
{%- endmacro %}


{#-
    Pre-hook of the raw rows. Written anew they have other marks, and rows that were edited since bear the number of a
    batch that all others have read; so whatever holds a batch of them is noted as built under no rules, and built whole next.
-#}
{% macro outdate_readers() -%}
    {%- if execute and cro.incremental_or_table() == 'incremental' -%}
        {%- set states = cro.built_relation('int_cro__model_states') -%}
        {%- set parents = [] -%}
        {%- do cro.collect_recorded_parents(model.depends_on.nodes, [], parents) -%}
        {%- if states -%}
    insert into {{ states }} (model_name, state_number, batch_number, rules_hash, previous_batch_number)
    select
        readers.model_name,
        readers.state_number + 1 as state_number,
        cast(0 as bigint) as batch_number,
        cast(null as {{ dbt.type_string() }}) as rules_hash,
        cast(null as bigint) as previous_batch_number
    from ({{ cro.latest_states(states) }}) as readers
    where
        readers.batch_number is not null
        and readers.model_name not in ({{ cro.quoted_list([model.name] + parents | map(attribute=0) | list) }})
        {%- if cro.is_later_run() %}
        and {{ cro.has_changed_rules(model.name) }}
        {%- endif -%}
        {%- endif -%}
    {%- endif -%}
{%- endmacro %}


{#- A view of what tables hold is as good as these; one of the raw rows holds the settings it was made under. -#}
{% macro has_state(materialized, scope) -%}
    {{- return(scope and (materialized in ['table', 'incremental'] or scope == 'event_settings')) -}}
{%- endmacro %}


{% macro scopes_without_batches() -%}
    {{- return(['event_settings', 'conversion_plan', 'funnel_plan']) -}}
{%- endmacro %}


{% macro insert_state(states, hashes, loads, scope) -%}
    {%- set parents = [] -%}
    {%- do cro.collect_recorded_parents(model.depends_on.nodes, [], parents) -%}
    {%- set parent_scopes = parents | map(attribute=1) | reject('in', cro.scopes_without_batches()) | list -%}
    {%- set is_own -%} noted.model_name = '{{ model.name }}' {%- endset -%}
    {%- set holds_no_batch -%} noted.rule_scope in ({{ cro.quoted_list(cro.scopes_without_batches()) }}) {%- endset -%}
    insert into {{ states }} (model_name, state_number, batch_number, rules_hash, previous_batch_number)
    select
        '{{ model.name }}' as model_name,
        coalesce(max(case when {{ is_own }} then noted.state_number end), 0) + 1 as state_number,
        {% if scope in cro.scopes_without_batches() -%}
        cast(null as bigint) as batch_number,
        {%- elif parent_scopes -%}
        min(case when not ({{ is_own }} or {{ holds_no_batch }}) then coalesce(noted.batch_number, 0) end)
            as batch_number,
        {%- else -%}
        (select coalesce(max(loads.batch_number), 0) from {{ loads }} as loads) as batch_number,
        {%- endif %}
        {% if flags.EMPTY -%}
        cast(null as {{ dbt.type_string() }}) as rules_hash,
        {%- else -%}
        case
            when
                max(case
                    when not ({{ is_own }}) and {{ cro.is_outdated('noted', holds_no_batch) }} then 1
                    else 0
                end) = 0
                then max(case when {{ is_own }} then noted.rules_hash_of_today end)
        end as rules_hash,
        {%- endif %}
        {% if flags.FULL_REFRESH -%}
        cast(null as bigint) as previous_batch_number
        {%- else -%}
        max(case
            when {{ is_own }} and noted.rules_hash = noted.rules_hash_of_today then noted.batch_number
        end) as previous_batch_number
        {%- endif %}
    from (
        select
            scopes.model_name,
            scopes.rule_scope,
            latest_states.state_number,
            latest_states.batch_number,
            latest_states.rules_hash,
            rule_hashes.rules_hash as rules_hash_of_today
        from ({{ cro.scope_rows([(model.name, scope)] + parents) }}) as scopes
        left join {{ hashes }} as rule_hashes
            on scopes.rule_scope = rule_hashes.rule_scope
        left join ({{ cro.latest_states(states) }}) as latest_states
            on scopes.model_name = latest_states.model_name
    ) as noted
{%- endmacro %}


{#- What holds no batch may have been built without these notes, and then nothing speaks against it. -#}
{% macro is_outdated(noted, holds_no_batch) -%}
    case
                when {{ noted }}.rules_hash_of_today is null then false
                when {{ noted }}.state_number is null then not {{ holds_no_batch }}
                else coalesce({{ noted }}.rules_hash, '') <> {{ noted }}.rules_hash_of_today
            end
{%- endmacro %}


{% macro latest_states(states) -%}
    select latest.*
        from {{ states }} as latest
        inner join (
            select model_name, max(state_number) as state_number
            from {{ states }}
            group by model_name
        ) as numbers
            on latest.model_name = numbers.model_name and latest.state_number = numbers.state_number
{%- endmacro %}


{#- Cast, because Redshift compares no literal of a subquery that has no type. -#}
{% macro scope_rows(scopes) -%}
    {%- for name, scope in scopes -%}
    select
                {{ cro.text_literal(name) }} as model_name,
                {{ cro.text_literal(scope) }} as rule_scope
    {%- if not loop.last %} union all {% endif -%}
    {%- endfor -%}
{%- endmacro %}


{#- The nearest models above that record a state: through views, which note their settings but hold no rows. -#}
{% macro collect_recorded_parents(unique_ids, seen, parents) -%}
    {%- for unique_id in unique_ids if unique_id in graph.nodes and unique_id not in seen -%}
        {%- do seen.append(unique_id) -%}
        {%- set node = graph.nodes[unique_id] -%}
        {%- set scope = node.config.get('meta', {}).get('rule_scope') -%}
        {%- set has_state = cro.has_state(node.config.materialized, scope) -%}
        {%- if has_state -%}
            {%- do parents.append((node.name, scope)) -%}
        {%- endif -%}
        {%- if not has_state or node.config.materialized == 'view' -%}
            {%- do cro.collect_recorded_parents(node.depends_on.nodes, seen, parents) -%}
        {%- endif -%}
    {%- endfor -%}
{%- endmacro %}


{#- A table of the package if it exists: a test may build a part of the package without it. -#}
{% macro built_relation(model_name) -%}
    {%- set node = graph.nodes.get('model.cro.' ~ model_name) -%}
    {%- if model.name == model_name -%}
        {{- return(this) -}}
    {%- elif node -%}
        {{- return(load_relation(api.Relation.create(
            database=node.database, schema=node.schema, identifier=node.alias
        ))) -}}
    {%- endif -%}
{%- endmacro %}


{#-
    The table itself, reduced to the last row of each model; no row at first. A full refresh of a part may leave out
    tables of the plan and views, which then are what they were, so their states stay.
-#}
{% macro recorded_states() -%}
    {%- if cro.is_later_run() -%}
    ({{ cro.latest_states(this) }}) as recorded_states
    {%- elif execute and this is not none and flags.FULL_REFRESH and load_relation(this) -%}
    (
        select *
        from ({{ cro.latest_states(this) }}) as all_states
        where batch_number is null
    ) as recorded_states
    {%- else -%}
    (
        select *
        from (
            select
                cast(null as {{ dbt.type_string() }}) as model_name,
                cast(null as bigint) as state_number,
                cast(null as bigint) as batch_number,
                cast(null as {{ dbt.type_string() }}) as rules_hash,
                cast(null as bigint) as previous_batch_number
        ) as no_state
        where 1 = 0
    ) as recorded_states
    {%- endif -%}
{%- endmacro %}
