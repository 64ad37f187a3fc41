-- Removes entries that still begin as they were read: one script, so that none is removed that was written meanwhile.
-- KEYS: hash. ARGV: n ids, n beginnings.
local n = #ARGV / 2
local there = redis.call('HMGET', KEYS[1], unpack(ARGV, 1, n))
local gone = {}
for i = 1, n do
  if there[i] and string.sub(there[i], 1, #ARGV[n + i]) == ARGV[n + i] then
    gone[#gone + 1] = ARGV[i]
  end
end
return #gone > 0 and redis.call('HDEL', KEYS[1], unpack(gone)) or 0
