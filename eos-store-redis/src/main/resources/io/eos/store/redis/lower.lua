-- Fences the present tenure and sets a checkpoint, if the row is still as it was read: one script, so that no write is lost.
-- KEYS: shard row. ARGV: tenure and sequence as read, nonce, watermark, leader epoch, pending.
local row = redis.call('HMGET', KEYS[1], 'tenure', 'seq')
if row[1] ~= ARGV[1] or row[2] ~= ARGV[2] then
  return {'C'}
end
local at = now()
local epoch = decimal(math.max(tonumber(string.match(row[1], '^%d+')) + 1, at))
redis.call('HSET', KEYS[1], 'tenure', epoch .. ':' .. ARGV[3], 'seq', '0', 'wm', ARGV[4], 'le', ARGV[5], 'pending', ARGV[6],
  'at', decimal(at))
return {'O', epoch}
