-- Extends leases: one script, so that a claim is extended as it was compared, under the tenure that was checked.
-- KEYS: fence, claims. ARGV: field, tenure, lease, n ids, n tokens.
local refused = refusedTenure(KEYS[1], ARGV[1], ARGV[2])
if refused then
  return refused
end
local at = now()
local n = (#ARGV - 3) / 2
local held = redis.call('HMGET', KEYS[2], unpack(ARGV, 4, 3 + n))
local times = struct.pack('>I8I8', at, at + tonumber(ARGV[3]))
local out, sets = {'O'}, {}
for i = 1, n do
  local claim = held[i]
  if claim and string.sub(claim, 1, 1) == 'C' and string.sub(claim, 2, 9) == ARGV[3 + n + i] then
    sets[#sets + 1] = ARGV[3 + i]
    sets[#sets + 1] = string.sub(claim, 1, 9) .. times .. string.sub(claim, 26)
    out[i + 1] = 1
  else
    out[i + 1] = 0
  end
end
if #sets > 0 then
  redis.call('HSET', KEYS[2], unpack(sets))
end
return out
