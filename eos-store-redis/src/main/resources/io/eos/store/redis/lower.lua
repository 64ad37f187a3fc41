-- Sets a checkpoint under a tenure that nobody works under: one script, so that a newer tenure keeps its own.
-- KEYS: shard row. ARGV: tenure, watermark, leader epoch, pending.
if redis.call('HGET', KEYS[1], 'tenure') ~= ARGV[1] then
  return {'C'}
end
redis.call('HSET', KEYS[1], 'seq', '0', 'wm', ARGV[2], 'le', ARGV[3], 'pending', ARGV[4], 'at', decimal(now()))
return {'O'}
