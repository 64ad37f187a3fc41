-- Puts values if absent, under the epoch, and writes the watermark where it is here: what a program would write without eos.
-- KEYS: shard, results. ARGV: epoch, watermark or nothing, n ids, n values. Answers how many were put.
if redis.call('HGET', KEYS[1], 'epoch') ~= ARGV[1] then
  return redis.error_reply('STALE the epoch is another one')
end
local n, added = (#ARGV - 2) / 2, 0
if n > 0 then
  local there, sets = redis.call('HMGET', KEYS[2], unpack(ARGV, 3, 2 + n)), {}
  for i = 1, n do
    if not there[i] then
      sets[#sets + 1] = ARGV[2 + i]
      sets[#sets + 1] = ARGV[2 + n + i]
      added = added + 1
    end
  end
  if added > 0 then
    redis.call('HSET', KEYS[2], unpack(sets))
  end
end
if ARGV[2] ~= '' then
  redis.call('HSET', KEYS[1], 'watermark', ARGV[2])
end
return added
