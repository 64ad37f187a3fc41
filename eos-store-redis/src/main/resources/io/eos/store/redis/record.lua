-- Records results, each if there is none, and the checkpoint: one script, so that the guard, the looks and the writes are one step.
-- KEYS: fence[, results, claims, ages]. ARGV: field, tenure, sequence, acknowledged, watermark, leader epoch, pending, time[, n tokens of 8
-- bytes in one string or nothing where all are zero, n ids, n results]. Answers with what did not become the result, by its number: what is
-- there, or the token of the claim.
local refused = guard(KEYS[1], ARGV[1], ARGV[2], ARGV[3], ARGV[4])
if refused then
  return refused
end
local at, out = timeOfWrite(), {'O'}
if #ARGV > 9 then
  local n, tokens, time = (#ARGV - 9) / 2, ARGV[9], stamp(at)
  local there = redis.call('HMGET', KEYS[2], unpack(ARGV, 10, 9 + n))
  local held = redis.call('HLEN', KEYS[3]) > 0 and redis.call('HMGET', KEYS[3], unpack(ARGV, 10, 9 + n)) or {}
  local sets, ids, ended, count = {}, {}, {}, 0
  local head = ZERO .. time
  for i = 1, n do
    local claim = held[i]
    local present = claim and string.sub(claim, 2, 9) or ZERO
    local token = tokens == '' and ZERO or string.sub(tokens, 8 * i - 7, 8 * i)
    if there[i] or present ~= token then
      out[#out + 1] = i
      out[#out + 1] = there[i] or present
    else
      local id = ARGV[9 + i]
      count = count + 1
      ids[count] = id
      sets[2 * count - 1] = id
      sets[2 * count] = (token == ZERO and head or token .. time) .. ARGV[9 + n + i]
      if claim then
        ended[#ended + 1] = id
      end
    end
  end
  if count > 0 then
    add(KEYS[2], KEYS[4], sets, ids)
  end
  if #ended > 0 then
    redis.call('HDEL', KEYS[3], unpack(ended))
  end
end
checkpoint(KEYS[1], at)
return out
