-- Records results, each if there is none, and the checkpoint: one script, so that the guard, the looks and the writes are one step.
-- KEYS: fence[, results, claims, ages]. ARGV: field, tenure, sequence, acknowledged, watermark, leader epoch, pending, time[, something where
-- a result has a token, the packed list of the ids, n times id and result]. Answers with the entry of the list, whose name has the server's
-- time, and with what did not become the result, by its number: what is there, or the token of the claim.
local refused = guard(KEYS[1], ARGV[1], ARGV[2], ARGV[3], ARGV[4])
if refused then
  return refused
end
local out, at, held = {'O', ''}, tonumber(ARGV[8]), false
local n = (#ARGV - 10) / 2

-- Lists ids under the server's time. First of all writes: what can be refused is, while nothing has happened yet.
local function list(packed)
  local entry = redis.call('XADD', KEYS[4], '*', 'i', packed)
  out[2] = entry
  at = at or tonumber(string.match(entry, '^%d+')) * 1000
end

-- Whether the caller's stamp is the time given, or the server's but for what a call takes.
local function isStamped()
  local stamped = struct.unpack('>I8', ARGV[12], 9)
  return ARGV[8] ~= '' or (stamped <= at and stamped > at - 1000000)
end

-- Puts results: ids and results in turns, from a place on. With the server's time, where they do not come with it.
local function put(entries, first)
  if isStamped() then
    redis.call('HSET', KEYS[2], unpack(entries, first))
    return
  end
  local stamped, time = {}, stamp(at)
  for i = first, #entries, 2 do
    local result = entries[i + 1]
    stamped[#stamped + 1] = entries[i]
    stamped[#stamped + 1] = string.sub(result, 1, 8) .. time .. string.sub(result, 17)
  end
  redis.call('HSET', KEYS[2], unpack(stamped))
end

-- Records what has none yet and whose claim is the one that is there.
local function recordSome(ids, there)
  local claims = redis.call('HMGET', KEYS[3], unpack(ids))
  local sets, free, ended = {}, {}, {}
  for i = 1, n do
    local result, claim = ARGV[10 + 2 * i], claims[i]
    local present = claim and string.sub(claim, 2, 9) or ZERO
    if there[i] or present ~= string.sub(result, 1, 8) then
      out[#out + 1] = i
      out[#out + 1] = there[i] or present
      held = held or not there[i] or nonce(there[i]) ~= nonce(result)
    else
      free[#free + 1] = ids[i]
      sets[#sets + 1] = ids[i]
      sets[#sets + 1] = result
      if claim then
        ended[#ended + 1] = ids[i]
      end
    end
  end
  if #free > 0 then
    list(cmsgpack.pack(free))
    put(sets, 1)
  end
  if #ended > 0 then
    redis.call('HDEL', KEYS[3], unpack(ended))
  end
end

if n > 0 then
  local ids, there, fresh = {}, nil, true
  for i = 1, n do
    ids[i] = ARGV[9 + 2 * i]
  end
  there = redis.call('HMGET', KEYS[2], unpack(ids))
  for i = 1, n do
    if there[i] then
      fresh = false
      break
    end
  end
  -- Nearly always: then the arguments are written as they came, since each string that Lua makes is copied and hashed.
  if fresh and ARGV[9] == '' and redis.call('HLEN', KEYS[3]) == 0 then
    list(ARGV[10])
    put(ARGV, 11)
  else
    recordSome(ids, there)
  end
end
checkpoint(KEYS[1], at or now(), held)
return out
