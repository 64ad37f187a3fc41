-- Tells a bucket of a tenure, unless it knows a newer one: one script, so that copies of two acquisitions end as the newer.
-- KEYS: the bucket's tenures. ARGV: shard, tenure.
local present = redis.call('HGET', KEYS[1], ARGV[1])
if not present or below(string.match(present, '^%d+'), string.match(ARGV[2], '^%d+')) then
  redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
end
return {'O'}
