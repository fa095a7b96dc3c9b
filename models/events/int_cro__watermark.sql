select
    cast(null as {{ cro.type_timestamp() }}) as watermark_at
from (select 1 as one) as nothing
where one = 0
