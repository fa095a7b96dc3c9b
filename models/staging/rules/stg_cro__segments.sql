with

segments as (
    {{ cro.filled_rows('cro__segments', 'segments') }}
),

renamed as (
    select
        {{ cro.column_or_null('segment', 'segment_name') }} as segment_name,
        {{ cro.column_or_null('segment', 'session_column') }} as session_column
    from segments as segment
)

select * from renamed
