with

-- Listed twice, a landmark would double its units.
landmarks as (
    select distinct
        unit,
        landmark_seconds,
        horizon_seconds
    from {{ ref('stg_cro__landmarks') }}
    where landmark_seconds >= 0 and horizon_seconds > 0
),

methods as (
    select 'landmark' as method
    union all
    select 'crude' as method
),

-- The crude method looks at the same span, so that only the method differs.
comparisons as (
    select
        {{ cro.hash_columns([
            'landmarks.unit', 'methods.method',
            'landmarks.landmark_seconds', 'landmarks.horizon_seconds',
        ]) }} as comparison_key,
        landmarks.unit,
        methods.method,
        landmarks.landmark_seconds,
        landmarks.horizon_seconds,
        landmarks.landmark_seconds + landmarks.horizon_seconds as window_seconds
    from landmarks
    cross join methods
)

select * from comparisons
