-- Begins a tenure: one script, so that no two get the same epoch. The epoch is at least the time in microseconds, so that it
-- grows also where a replica took over that did not know the last one.
-- KEYS: shard row. ARGV: nonce, node.
local at = now()
local row = redis.call('HMGET', KEYS[1], 'tenure', 'wm', 'le', 'pending')
local before = row[1] and tonumber(string.match(row[1], '^%d+')) or 0
local epoch = decimal(math.max(before + 1, at))
local mark, leader, pending = row[2] or '-1', row[3] or '-1', row[4] or ARGV[3]
redis.call('HSET', KEYS[1], 'tenure', epoch .. ':' .. ARGV[1], 'node', ARGV[2], 'seq', '0', 'wm', mark, 'le', leader,
  'pending', pending, 'at', decimal(at))
return {'O', epoch, mark, leader, pending}
