-- Grants claims: one script, so that the tenure's check, the look at results and claims, and the grants are one step.
-- KEYS: fence, results, claims, token. ARGV: field, tenure, epoch, lease, shard, node, n ids, n times nonce and take-over.
-- A claim: 'C', token (8), at (8), until (8), redelivered (1), nonce (8), epoch (8), shard (20), node; or 'I', 0 (8), at (8).
local refused = refusedTenure(KEYS[1], ARGV[1], ARGV[2])
if refused then
  return refused
end
local at, epoch = now(), tonumber(ARGV[3])
local n = (#ARGV - 6) / 2
local there = redis.call('HMGET', KEYS[2], unpack(ARGV, 7, 6 + n))
local held = redis.call('HMGET', KEYS[3], unpack(ARGV, 7, 6 + n))
local stamp, ending = struct.pack('>I8', at), struct.pack('>I8', at + tonumber(ARGV[4]))
local last = tonumber(redis.call('GET', KEYS[4]) or '0')
local tail = struct.pack('>I8', epoch) .. ARGV[5] .. ARGV[6]
local out, sets, granted = {'O'}, {}, false
for i = 1, n do
  local id, request, claim = ARGV[6 + i], ARGV[6 + n + i], held[i]
  local nonce = string.sub(request, 1, 8)
  local kind = claim and string.sub(claim, 1, 1)
  local live = kind == 'C'
  if kind and kind ~= 'C' and kind ~= 'I' then
    return {'U', #claim} -- nothing is written before the end
  end
  if there[i] then
    out[i + 1] = 'D' .. there[i]
  elseif live and string.sub(claim, 27, 34) == nonce then
    sets[#sets + 1] = id
    sets[#sets + 1] = string.sub(claim, 1, 9) .. stamp .. ending .. string.sub(claim, 26)
    out[i + 1] = 'G' .. string.sub(claim, 2, 9) .. string.sub(claim, 26, 26)
  else
    local left = live and struct.unpack('>I8', claim, 18) - at or 0
    local mine = live and string.sub(request, 9) == '1' and string.sub(claim, 43, 62) == ARGV[5]
      and struct.unpack('>I8', claim, 35) < epoch
    if left > 0 and not mine then
      out[i + 1] = 'B' .. struct.pack('>I8', left) .. string.sub(claim, 63)
    else
      last = math.max(last + 1, at)
      granted = true
      local token, again = struct.pack('>I8', last), claim and '\1' or '\0'
      sets[#sets + 1] = id
      sets[#sets + 1] = 'C' .. token .. stamp .. ending .. again .. nonce .. tail
      out[i + 1] = 'G' .. token .. again
    end
  end
end
if granted then
  redis.call('SET', KEYS[4], decimal(last))
end
if #sets > 0 then
  redis.call('HSET', KEYS[3], unpack(sets))
end
return out
