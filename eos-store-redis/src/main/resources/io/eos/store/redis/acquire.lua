-- Begins a tenure: one script, so that no two get the same epoch. The epoch is at least the time in microseconds, so that it
-- grows also where a replica took over that did not know the last one, and above any that is known to a bucket.
-- KEYS: shard row. ARGV: nonce, node, what is pending where there is no row, an epoch that is not enough. Without a node the present one
-- stays, and where there is no row none is made.
local at = now()
local row = redis.call('HMGET', KEYS[1], 'tenure', 'wm', 'le', 'pending', 'node')
if ARGV[2] == '' and not row[1] then
  return {'N'}
end
local node = ARGV[2] ~= '' and ARGV[2] or row[5]
local before = row[1] and tonumber(string.match(row[1], '^%d+')) or 0
local epoch = decimal(math.max(before + 1, tonumber(ARGV[4]) + 1, at))
local mark, leader, pending = row[2] or '-1', row[3] or '-1', row[4] or ARGV[3]
redis.call('HSET', KEYS[1], 'tenure', epoch .. ':' .. ARGV[1], 'node', node, 'seq', '0', 'wm', mark, 'le', leader,
  'pending', pending, 'at', decimal(at))
return {'O', epoch, mark, leader, pending}
