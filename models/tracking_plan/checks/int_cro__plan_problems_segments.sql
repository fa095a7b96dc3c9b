with

stg_cro__segments as (
    select * from {{ ref('stg_cro__segments') }}
),

repeated_segments as (
    select
        {{ cro.text_literal(cro.input_file_name('cro__segments')) }} as file_name,
        segment_name as row_key,
        {{ cro.text_literal('segment_name') }} as column_name,
        {{ cro.text_literal('the segment stands in more than one row.') }} as problem,
        {{ cro.text_literal('Keep one of the rows.') }} as remedy
    from stg_cro__segments
    where segment_name is not null
    group by segment_name
    having count(*) > 1
),

taken_segments as (
    select
        {{ cro.text_literal(cro.input_file_name('cro__segments')) }} as file_name,
        segment_name as row_key,
        {{ cro.text_literal('segment_name') }} as column_name,
        {{ cro.text_literal('the name belongs to the total, or to the values that funnels hold.') }}
            as problem,
        {{ cro.text_literal('Choose another name than all and held_value.') }} as remedy
    from stg_cro__segments
    where segment_name in ('all', 'held_value')
),

stratum_segments as (
    {{ cro.text_rows(var('cro__stratum_segments'), 'segment_name') }}
),

-- Segments may be replaced without a thought of the comparison that reads them.
undeclared_segments as (
    select
        {{ cro.text_literal(cro.input_file_name('cro__segments')) }} as file_name,
        stratum_segments.segment_name as row_key,
        {{ cro.text_literal('segment_name') }} as column_name,
        {{ cro.text_literal('the var cro__stratum_segments names it, and no row declares it.') }}
            as problem,
        {{ cro.text_literal('Add the segment, or leave it out of cro__stratum_segments.') }} as remedy
    from stratum_segments
    left join stg_cro__segments
        on stratum_segments.segment_name = stg_cro__segments.segment_name
    where stg_cro__segments.segment_name is null
),

problems_found as (
    select
        *,
        'error' as severity
    from repeated_segments
    union all
    select
        *,
        'error' as severity
    from taken_segments
    union all
    select
        *,
        'warning' as severity
    from undeclared_segments
),

problems as (
    select
        file_name,
        row_key,
        cast(null as {{ dbt.type_string() }}) as definition_version,
        column_name,
        severity,
        problem,
        remedy
    from problems_found
)

select * from problems
