-- Gives claims back: one script, so that only the claim that was compared is ended, under the tenure that was checked.
-- KEYS: fence, claims. ARGV: field, tenure, n ids, n tokens.
local refused = refusedTenure(KEYS[1], ARGV[1], ARGV[2])
if refused then
  return refused
end
local stamp = struct.pack('>I8', now())
local n = (#ARGV - 2) / 2
local held = redis.call('HMGET', KEYS[2], unpack(ARGV, 3, 2 + n))
for i = 1, n do
  local claim = held[i]
  if claim and string.sub(claim, 1, 1) == 'C' and string.sub(claim, 2, 9) == ARGV[2 + n + i] then
    if string.sub(claim, 26, 26) == '\1' then
      redis.call('HSET', KEYS[2], ARGV[2 + i], 'I' .. ZERO .. stamp)
    else
      redis.call('HDEL', KEYS[2], ARGV[2 + i])
    end
  end
end
return {'O'}
