with

junk_ids as (
    select * from {{ var('cro__junk_ids') }}
),

renamed as (
    select
        lower({{ cro.column_or_null('junk', 'value') }}) as junk_id
    from junk_ids as junk
)

select * from renamed
