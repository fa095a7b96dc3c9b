{#-
    What an import CTE reads: the whole relation in a full build, and in an incremental run the rows of the
    identities that were touched since this model last ran. docs/incremental_runs.md says why that is exact.
-#}
{% macro touched(model_name, key='visitor_key') -%}
    {{ cro.rows_where(model_name, cro.is_touched_in(model_name, key) if cro.is_restating() else none) }}
{%- endmacro %}


{#- The rows that were placed, or placed again, since this model last ran. -#}
{% macro new_rows(model_name) -%}
    {{ cro.rows_where(model_name, cro.is_new_row() if cro.is_restating() else none) }}
{%- endmacro %}


{#- All rows of the events that have new ones, for which these compete. -#}
{% macro rows_of_new_events(model_name) -%}
    {{ cro.rows_where(model_name, cro.is_new_event(model_name) if cro.is_restating() else none) }}
{%- endmacro %}


{#- The same, but nothing in a full build, where no other table has to catch up. -#}
{% macro rows_of_new_events_of_a_later_run(model_name) -%}
    {{ cro.rows_where(model_name, cro.is_new_event(model_name) if cro.is_restating() else '1 = 0') }}
{%- endmacro %}


{#-
    True in an incremental run, and while dbt parses, so that it learns what such a run reads. A full build reads
    none of that, which is why a unit test need not give it.
-#}
{% macro is_restating() -%}
    {{- return(not execute or cro.is_later_run()) -}}
{%- endmacro %}


{#- A unit test has no table that could be there before. -#}
{% macro is_later_run() -%}
    {{- return(this is not none and is_incremental()) -}}
{%- endmacro %}


{% macro rows_where(model_name, condition) -%}
    {%- if condition -%}
    (
        select *
        from {{ ref(model_name) }}
        where {{ condition }}
    ) as rows_to_read
    {%- else -%}
    {{ ref(model_name) }}
    {%- endif -%}
{%- endmacro %}


{#- One list of keys and no `or` beside it: then only rows that match are read in full. -#}
{% macro is_touched_in(model_name, key) -%}
    {{ key }} in (
            {{ cro.touched_keys() }}
            union all
            select {{ key }}
            from {{ ref(model_name) }}
            where {{ cro.is_everything_touched() }}
        )
{%- endmacro %}


{% macro is_touched(key) -%}
    (
        {{ key }} in (
            {{ cro.touched_keys() }}
        )
        or {{ cro.is_everything_touched() }}
    )
{%- endmacro %}


{% macro touched_keys() -%}
    select touched_identities.identity_key
            from {{ ref('int_cro__touched_identities').render() }} as touched_identities
            where touched_identities.batch_number > {{ cro.processed_batch(model.name) }}
{%- endmacro %}


{#- A ledger that was made anew cannot say what it missed, so it names everything. -#}
{% macro is_everything_touched() -%}
    (
            exists (
                select touched_identities.identity_key
                from {{ ref('int_cro__touched_identities').render() }} as touched_identities
                where
                    touched_identities.identity_key = '*'
                    and touched_identities.batch_number > {{ cro.processed_batch(model.name) }}
            )
            or {{ cro.has_changed_rules(model.name) }}
        )
{%- endmacro %}


{% macro is_new_row() -%}
    (
            batch_number > {{ cro.processed_batch(model.name) }}
            or {{ cro.has_changed_rules(model.name) }}
        )
{%- endmacro %}


{% macro is_new_event(model_name) -%}
    event_key in (
            select event_key
            from {{ ref(model_name).render() }}
            where {{ cro.is_new_row() }}
        )
{%- endmacro %}


{#- The raw rows of loads that arrived since this model last ran; without a load time a row is always new. -#}
{% macro new_events(model_name) -%}
    {%- if cro.is_restating() -%}
    (
        select arrived_rows.*
        from (
            select *
            from {{ ref(model_name) }}
            where
                coalesce(loaded_at, cast('9999-12-31 00:00:00' as {{ cro.type_timestamp() }}))
                >= {{ cro.first_new_load() }}
        ) as arrived_rows
        left join {{ cro.new_loads() }} as new_loads
            on {{ cro.is_in_load('arrived_rows', 'new_loads') }}
        where
            new_loads.event_load_key is not null
            or arrived_rows.loaded_at is null
            or {{ cro.has_changed_rules(model.name) }}
    ) as new_events
    {%- else -%}
    {{ ref(model_name) }}
    {%- endif -%}
{%- endmacro %}


{% macro new_loads() -%}
    (
            select *
            from {{ ref('int_cro__event_loads') }}
            where batch_number > {{ cro.processed_batch(model.name) }}
        )
{%- endmacro %}


{% macro is_in_load(rows, loads) -%}
    coalesce({{ rows }}.source_name, '') = {{ loads }}.source_name
                and {{ cro.load_hour(rows ~ '.loaded_at') }} = {{ loads }}.load_hour
{%- endmacro %}


{#-
    Rows that this model holds of events and loads that are read again. What was deleted from a load since is not
    among them, and stays.
-#}
{% macro rows_read_again(arrived) -%}
    (
        select earlier_rows.*
        from {{ this }} as earlier_rows
        left join {{ cro.new_loads() }} as new_loads
            on {{ cro.is_in_load('earlier_rows', 'new_loads') }}
        where
            earlier_rows.event_key in (select {{ arrived }}.event_key from {{ arrived }})
            and (new_loads.event_load_key is not null or earlier_rows.loaded_at is null)
    )
{%- endmacro %}


{#- A row that was edited since, so that its former owner is touched too. -#}
{% macro union_replaced_rows(arrived) -%}
    {%- if cro.is_restating() -%}
    union all
    select
        {{ cro.row_columns() }},
        true as is_replaced
    from {{ cro.rows_read_again(arrived) }} as rows_read_again
    where
        quarantine_reason is null
        and not {{ cro.has_changed_rules(model.name) }}
        and not exists (
            select {{ arrived }}.event_key
            from {{ arrived }}
            where
                {{ arrived }}.event_key = rows_read_again.event_key
                and coalesce({{ arrived }}.anonymous_key, '') = coalesce(rows_read_again.anonymous_key, '')
                and coalesce({{ arrived }}.user_key, '') = coalesce(rows_read_again.user_key, '')
                and {{ arrived }}.quarantine_reason is null
        )
    {%- endif -%}
{%- endmacro %}


{#- What a raw row says, without what its batch decided: in the order of the model's YAML. -#}
{% macro row_columns() -%}
    {%- if cro.is_later_run() -%}
    {{ model.columns.keys() | reject('in', ['is_replaced', 'batch_number']) | join(', ') }}
    {%- else -%}
    *
    {%- endif -%}
{%- endmacro %}


{#- The loads that were read before, and whether under the rules of today; none in a full build. -#}
{% macro known_loads(load_counts) -%}
    {%- if cro.is_restating() -%}
    (
        select
            earlier_loads.*,
            not {{ cro.has_changed_rules(model.name) }} as is_current
        from {{ this }} as earlier_loads
    )
    {%- else -%}
    {{ cro.no_loads(load_counts) }}
    {%- endif -%}
{%- endmacro %}


{#-
    What the raw rows would lose if they were all read again: one row, whose sentence is null where nothing would. Of a
    source without any load nothing is missed: it was switched off.
-#}
{% macro losses_of_reading_again() -%}
    {%- if cro.is_restating() -%}
    {%- set raw_loads -%}
        select
            coalesce(source_name, '') as source_name,
            {{ cro.load_hour('loaded_at') }} as load_hour,
            count(*) as row_count
        from {{ ref('stg_cro__tracker_events') }}
        where loaded_at >= {{ cro.first_new_load() }}
        group by coalesce(source_name, ''), {{ cro.load_hour('loaded_at') }}
    {%- endset -%}
    (
        select
            case
                when lost_loads.load_count <> '0'
                    then
                        'A rule or setting of the raw rows has changed, so all events would be built anew; but of the'
                        || ' loads that were read, ' || lost_loads.load_count || ' are no longer whole in the raw'
                        || ' tables, the first of ' || lost_loads.first_hour || ' (UTC): their events would be lost.'
                        || ' Remedy: Put these raw rows back, or take the change back; or run dbt build --full-refresh'
                        || ' to do without them, or if only their load times have moved.'
            end as sentence
        from (
            select
                cast(count(*) as {{ dbt.type_string() }}) as load_count,
                cast(min(kept_loads.load_hour) as {{ dbt.type_string() }}) as first_hour
            from (
                select
                    coalesce(source_name, '') as source_name,
                    {{ cro.load_hour('loaded_at') }} as load_hour,
                    count(*) as row_count
                from {{ this }}
                where
                    not is_replaced
                    and loaded_at >= {{ cro.first_new_load() }}
                    and {{ cro.has_changed_rules(model.name) }}
                group by coalesce(source_name, ''), {{ cro.load_hour('loaded_at') }}
            ) as kept_loads
            left join ({{ raw_loads }}) as raw_loads
                on
                    kept_loads.source_name = raw_loads.source_name
                    and kept_loads.load_hour = raw_loads.load_hour
            where
                coalesce(raw_loads.row_count, 0) < kept_loads.row_count
                and kept_loads.source_name in (
                    select loads_of_sources.source_name
                    from ({{ raw_loads }}) as loads_of_sources
                )
        ) as lost_loads
    ) as losses
    {%- else -%}
    (select cast(null as {{ dbt.type_string() }}) as sentence) as no_losses
    {%- endif -%}
{%- endmacro %}


{% macro no_loads(load_counts) -%}
    (
        select
            no_loads.*,
            cast(null as boolean) as has_lost_rows,
            cast(null as bigint) as batch_number,
            cast(null as boolean) as is_current
        from {{ load_counts }} as no_loads
        where 1 = 0
    )
{%- endmacro %}


{#- A ledger that is made anew does not know what was touched before, so it names everything. -#}
{% macro union_everything_at_first() -%}
    {%- if not cro.is_later_run() -%}
    union all
    select '*' as identity_key
    {%- endif -%}
{%- endmacro %}


{#- Pre-hook: what every model of the project that reads it has processed is not needed again. -#}
{% macro forget_processed_touches() -%}
    {%- if execute and is_incremental() -%}
    {%- set readers = graph.nodes.values() | selectattr('config.materialized', 'equalto', 'incremental') -%}
    delete from {{ this }}
    where batch_number <= (
        select min(latest_states.batch_number)
        from ({{ cro.latest_states(ref('int_cro__model_states').render()) }}) as latest_states
        where latest_states.model_name in ({{ cro.quoted_list(readers | map(attribute='name') | list) }})
    )
    {%- endif -%}
{%- endmacro %}
