-- Replaces a result that has the nonce: one script, so that the guard, the comparison and the write are one step.
-- KEYS: fence, results, claims. ARGV: as record up to the time, then id, nonce, result.
local refused = guard(KEYS[1], ARGV[1], ARGV[2], ARGV[3], ARGV[4])
if refused then
  return refused
end
local at = timeOfWrite()
local there = redis.call('HGET', KEYS[2], ARGV[9])
if not there then
  checkpoint(KEYS[1], at, true)
  local claim = redis.call('HGET', KEYS[3], ARGV[9])
  return {'O', '', 1, claim and string.sub(claim, 2, 9) or ZERO}
end
if nonce(there) ~= ARGV[10] then
  -- Or it is there already, by an attempt whose answer was lost; the result comes without the token and the time in front.
  checkpoint(KEYS[1], at, nonce(there) ~= string.sub(ARGV[11], 6, 13))
  return {'O', '', 1, there}
end
checkpoint(KEYS[1], at)
redis.call('HSET', KEYS[2], ARGV[9], string.sub(there, 1, 8) .. stamp(at) .. ARGV[11])
return {'O'}
