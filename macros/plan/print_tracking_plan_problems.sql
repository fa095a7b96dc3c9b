{#-
    Only what this command has just built is printed: an older table may speak of a plan that is no longer there.
-#}
{% macro print_tracking_plan_problems(results) %}
    {%- for result in results -%}
        {%- if result.node.unique_id == 'model.cro.cro__tracking_plan_problems' and result.status == 'success' -%}
            {%- do cro.print_problems_of(api.Relation.create(
                database=result.node.database, schema=result.node.schema, identifier=result.node.alias
            )) -%}
        {%- endif -%}
    {%- endfor -%}
{% endmacro %}


{% macro print_problems_of(relation) %}
    {%- set problems -%}
        select
            severity,
            sentence,
            sum(case when severity = 'error' then 1 else 0 end) over () as error_count,
            count(*) over () as problem_count
        from {{ relation }}
        order by severity, check_number, file_name, coalesce(row_key, ''), coalesce(definition_version, ''), column_name, problem_key
        limit 20
    {%- endset -%}
    {%- set rows = run_query(problems).rows -%}
    {%- if rows | length > 0 -%}
        {%- set problem_count = rows[0][3] | int -%}
        {%- set error_count = rows[0][2] | int -%}
        {%- do log('', info=true) -%}
        {%- do log(
            'Tracking plan: ' ~ error_count ~ (' error' if error_count == 1 else ' errors') ~ ', '
            ~ (problem_count - error_count) ~ (' warning' if problem_count - error_count == 1 else ' warnings'),
            info=true
        ) -%}
        {%- for row in rows -%}
            {%- do log('  ' ~ row[0] ~ ': ' ~ row[1], info=true) -%}
        {%- endfor -%}
        {%- if problem_count > 20 -%}
            {%- do log('  and ' ~ (problem_count - 20) ~ ' more in ' ~ relation, info=true) -%}
        {%- endif -%}
    {%- endif -%}
{% endmacro %}
