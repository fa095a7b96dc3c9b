with

source_overlaps as (
    {{ cro.filled_rows('cro__source_overlaps', 'source_overlaps') }}
),

renamed as (
    select
        {{ cro.column_or_null('overlap', 'preferred_source') }} as preferred_source,
        {{ cro.column_or_null('overlap', 'other_source') }} as other_source,
        {{ cro.column_or_null('overlap', 'event_name') }} as event_name,
        {{ cro.column_or_null('overlap', 'match_column') }} as match_column,
        {{ cro.try_integer(cro.column_or_null('overlap', 'max_seconds')) }} as max_seconds
    from source_overlaps as overlap
)

select * from renamed
