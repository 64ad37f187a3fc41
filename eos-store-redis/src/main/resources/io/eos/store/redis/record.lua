-- Records results, each if there is none, and the checkpoint: one script, so that the guard, the looks and the writes are one step.
-- KEYS: fence[, results, claims, ages]. ARGV: field, tenure, sequence, acknowledged, watermark, leader epoch, pending, time,
-- n ids, n values. Answers with what did not become the result, by its number: what is there, or the token of the claim.
local refused = guard(KEYS[1], ARGV[1], ARGV[2], ARGV[3], ARGV[4])
if refused then
  return refused
end
local at, out = timeOfWrite(), {'O'}
local n = (#ARGV - 8) / 2
if n > 0 then
  local there = redis.call('HMGET', KEYS[2], unpack(ARGV, 9, 8 + n))
  local held = redis.call('HLEN', KEYS[3]) > 0 and redis.call('HMGET', KEYS[3], unpack(ARGV, 9, 8 + n)) or {}
  local sets, ids, ended = {}, {}, {}
  for i = 1, n do
    local id, value, claim = ARGV[8 + i], ARGV[8 + n + i], held[i]
    local token = claim and string.sub(claim, 2, 9) or ZERO
    if there[i] or token ~= string.sub(value, 1, 8) then
      out[#out + 1] = i
      out[#out + 1] = there[i] or token
    else
      sets[#sets + 1] = id
      sets[#sets + 1] = stamped(value, at)
      ids[#ids + 1] = id
      if claim then
        ended[#ended + 1] = id
      end
    end
  end
  if #ids > 0 then
    add(KEYS[2], KEYS[4], sets, ids)
  end
  if #ended > 0 then
    redis.call('HDEL', KEYS[3], unpack(ended))
  end
end
checkpoint(KEYS[1], at)
return out
