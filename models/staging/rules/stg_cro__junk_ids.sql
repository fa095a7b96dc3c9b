with

junk_ids as (
    select * from {{ var('cro__junk_ids') }}
),

-- An id written twice must not double the events that carry it.
renamed as (
    select distinct lower({{ cro.column_or_null('junk', 'value') }}) as junk_id
    from junk_ids as junk
)

select * from renamed
