with

eligible_places as (
    select * from {{ ref('int_cro__eligible_places') }}
),

counted_places as (
    select
        *,
        count(*) over (partition by conversion_number) as place_count
    from eligible_places
),

-- Conversions with the same places have the same eligible sessions, which are counted once.
equal_conversions as (
    select
        counted_places.conversion_number,
        other_places.conversion_number as other_number
    from counted_places
    inner join counted_places as other_places
        on
            counted_places.source_name = other_places.source_name
            and counted_places.platform = other_places.platform
            and counted_places.valid_from = other_places.valid_from
            and counted_places.valid_to = other_places.valid_to
            and counted_places.place_count = other_places.place_count
    group by
        counted_places.conversion_number,
        other_places.conversion_number,
        counted_places.place_count
    having count(*) = counted_places.place_count
),

conversion_eligibilities as (
    select
        conversion_number,
        min(other_number) as eligibility_number
    from equal_conversions
    group by conversion_number
)

select * from conversion_eligibilities
