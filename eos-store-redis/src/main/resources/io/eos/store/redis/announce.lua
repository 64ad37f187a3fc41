-- Sets sequence and pending before buckets are written: one script, so that the next acquisition either reads them or fences this write. An
-- id that is pending and has no result is harmless; a result that nobody names is not. Tells the time of the write.
-- KEYS: shard row. ARGV: as record.
local refused = guard(KEYS[1], ARGV[1], ARGV[2], ARGV[3], ARGV[4])
if refused then
  return refused
end
redis.call('HSET', KEYS[1], 'seq', ARGV[3], 'pending', ARGV[7])
return {'O', decimal(now())}
