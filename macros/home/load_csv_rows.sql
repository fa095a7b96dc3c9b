{#-
    dbt asks for the placeholder of every cell by itself, which takes minutes for the demo's seeds. Only a
    project's own macro can stand in for dbt's, so a project that installs the package keeps dbt's own.
-#}
{% macro postgres__load_csv_rows(model, agate_table) %}
    {%- set columns = get_seed_column_quoted_csv(model, agate_table.column_names) -%}
    {%- set placeholders = '(' ~ (['%s'] * (agate_table.column_names | length)) | join(', ') ~ ')' -%}
    {%- set statements = [] -%}
    {%- for rows in agate_table.rows | batch(5000) -%}
        {%- set cells = [] -%}
        {%- for row in rows -%}
            {%- do cells.extend(row) -%}
        {%- endfor -%}
        {%- set sql -%}
            insert into {{ this.render() }} ({{ columns }}) values
            {{ ([placeholders] * (rows | length)) | join(', ') }}
        {%- endset -%}
        {%- do adapter.add_query(sql, bindings=cells, abridge_sql_log=True) -%}
        {%- do statements.append(sql) -%}
    {%- endfor -%}
    {{ return(statements | first) }}
{% endmacro %}


{#- Redshift takes 32767 values a statement at most; dbt's own batches keep to that, and would else be passed over. -#}
{% macro redshift__load_csv_rows(model, agate_table) %}
    {{ return(dbt.default__load_csv_rows(model, agate_table)) }}
{% endmacro %}
