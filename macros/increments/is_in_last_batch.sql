{#-
    For tests: true for the rows that the last build of the model wrote. Everything, where that build was a full
    one, where nothing is recorded of it, or where cro__test_whole_tables asks for it.
-#}
{% macro is_in_last_batch(model_name, key) -%}
    {%- set states = cro.built_relation('int_cro__model_states') if execute -%}
    {%- set touches = cro.built_relation('int_cro__touched_identities') if execute -%}
    {%- if var('cro__test_whole_tables') or not (states and touches) -%}
    1 = 1
    {%- else -%}
    {%- set own_state -%}
        select own_states.previous_batch_number
            from ({{ cro.latest_states(states) }}) as own_states
            where
                own_states.model_name = '{{ model_name }}'
                and own_states.previous_batch_number is not null
    {%- endset -%}
    (
        {{ key }} in (
            select touched_identities.identity_key
            from {{ touches }} as touched_identities
            where touched_identities.batch_number > ({{ own_state }})
        )
        or not exists ({{ own_state }})
        or exists (
            select touched_identities.identity_key
            from {{ touches }} as touched_identities
            where
                touched_identities.identity_key = '*'
                and touched_identities.batch_number > ({{ own_state }})
        )
    )
    {%- endif -%}
{%- endmacro %}
