with

input_columns as (
    select * from {{ ref('int_cro__input_columns') }}
),

cro_plan_columns as (
    select * from {{ ref('cro_plan_columns') }}
),

files as (
    select
        input_columns.file_name,
        input_columns.plan_part,
        count(cro_plan_columns.column_name) as known_count,
        {{ cro.ordered_listagg('input_columns.column_name', ', ', 'input_columns.column_name') }}
            as column_names
    from input_columns
    left join cro_plan_columns
        on
            input_columns.plan_part = cro_plan_columns.plan_part
            and input_columns.column_name = cro_plan_columns.column_name
    group by input_columns.file_name, input_columns.plan_part
),

-- With other separators the whole header is one name, and every row looks empty.
files_without_columns as (
    select
        file_name,
        left(column_names, 100) as column_name,
        {{ cro.text_literal('error') }} as severity,
        {{ cro.text_literal('the file has none of its columns, as with another separator than the comma.') }}
            as problem,
        {{ cro.text_literal(
            'Save it as CSV with commas, in UTF-8, with the names of the columns in the first line.'
        ) }} as remedy
    from files
    where known_count = 0
),

absent_columns as (
    select
        files.plan_part,
        {{ cro.ordered_listagg('cro_plan_columns.column_name', ', ', 'cro_plan_columns.column_name') }}
            as column_names
    from files
    inner join cro_plan_columns
        on files.plan_part = cro_plan_columns.plan_part
    left join input_columns
        on
            cro_plan_columns.plan_part = input_columns.plan_part
            and cro_plan_columns.column_name = input_columns.column_name
    where files.known_count > 0 and input_columns.column_name is null
    group by files.plan_part
),

-- Notes of one's own are told from a slip of the pen by their name, and loaders begin theirs with a stroke.
unknown_columns as (
    select input_columns.*
    from input_columns
    inner join files
        on input_columns.plan_part = files.plan_part
    left join cro_plan_columns
        on
            input_columns.plan_part = cro_plan_columns.plan_part
            and input_columns.column_name = cro_plan_columns.column_name
    where
        files.known_count > 0
        and cro_plan_columns.column_name is null
        and substring(input_columns.column_name, 1, 4) <> 'own_'
        and substring(input_columns.column_name, 1, 1) <> '_'
),

unread_columns as (
    select
        unknown_columns.file_name,
        unknown_columns.column_name,
        {{ cro.text_literal('warning') }} as severity,
        {{ cro.text_literal('nothing reads a column of this name.') }} as problem,
        coalesce(
            'Correct the name where it stands for one that is missing ('
            || absent_columns.column_names || '). ',
            ''
        )
        || 'A column of your own begins with own_, such as own_' || unknown_columns.column_name || '.'
            as remedy
    from unknown_columns
    left join absent_columns
        on unknown_columns.plan_part = absent_columns.plan_part
),

problems_found as (
    select * from files_without_columns
    union all
    select * from unread_columns
),

problems as (
    select
        file_name,
        {{ cro.text_literal('the header') }} as row_key,
        cast(null as {{ dbt.type_string() }}) as definition_version,
        column_name,
        severity,
        problem,
        remedy
    from problems_found
)

select * from problems
