-- Lists a shard before it is acquired, if its processor is known: one script, so that no unknown processor has shards.
-- KEYS: processor, its shards. ARGV: shard.
local known = redis.call('HMGET', KEYS[1], 'scope', 'buckets', 'layout')
if known[1] then
  redis.call('SADD', KEYS[2], ARGV[1])
end
return known
