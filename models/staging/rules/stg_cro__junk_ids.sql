with

junk_ids as (
    select * from {{ var('cro__junk_ids') }}
),

-- A seed loader may read the word null as a missing value, so a row without a value stands for it.
-- An id written twice must not double the events that carry it.
renamed as (
    select distinct coalesce(lower({{ cro.column_or_null('junk', 'value') }}), 'null') as junk_id
    from junk_ids as junk
)

select * from renamed
