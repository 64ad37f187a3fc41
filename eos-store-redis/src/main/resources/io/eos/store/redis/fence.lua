-- Tells a bucket of a tenure, unless it knows a newer one: one script, so that copies of two acquisitions end as the newer. Answers with
-- the epoch that the bucket knows then.
-- KEYS: the bucket's tenures. ARGV: shard, tenure.
local present = redis.call('HGET', KEYS[1], ARGV[1])
if not present or below(string.match(present, '^%d+'), string.match(ARGV[2], '^%d+')) then
  present = ARGV[2]
  redis.call('HSET', KEYS[1], ARGV[1], present)
end
return string.match(present, '^%d+')
