with

landmarks as (
    {{ cro.filled_rows('cro__landmarks', 'landmarks') }}
),

renamed as (
    select
        {{ cro.column_or_null('landmark', 'unit') }} as unit,
        {{ cro.try_integer(cro.column_or_null('landmark', 'landmark_seconds')) }} as landmark_seconds,
        {{ cro.try_integer(cro.column_or_null('landmark', 'horizon_seconds')) }} as horizon_seconds
    from landmarks as landmark
)

select * from renamed
