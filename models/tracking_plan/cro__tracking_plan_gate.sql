select
    cast(null as integer) as is_plan_valid
from (select 1 as one) as nothing
where one = 0
