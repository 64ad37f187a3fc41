-- In front of every script. Redis runs a script alone from its first line to its last, so what it reads still holds when it writes.

local ZERO = string.rep('\0', 8)

-- Whether the decimal integer a is below b. Lua's numbers are doubles, so 64 bits are compared by sign, length and halves.
local function below(a, b)
  if #a < 16 and #b < 16 then
    return tonumber(a) < tonumber(b)
  end
  if a == b then
    return false
  end
  local negative, other = string.sub(a, 1, 1) == '-', string.sub(b, 1, 1) == '-'
  if negative ~= other then
    return negative
  end
  if negative then
    return below(string.sub(b, 2), string.sub(a, 2))
  end
  if #a ~= #b then
    return #a < #b
  end
  local left, right = tonumber(string.sub(a, 1, 10)), tonumber(string.sub(b, 1, 10))
  if left ~= right then
    return left < right
  end
  return (tonumber(string.sub(a, 11)) or 0) < (tonumber(string.sub(b, 11)) or 0)
end

-- The server's clock in microseconds, which a double holds exactly.
local function now()
  local time = redis.call('TIME')
  return time[1] * 1000000 + time[2]
end

local function decimal(number)
  return string.format('%.0f', number)
end

-- Refuses a tenure that is not the present one. The field is 'tenure' in a shard's row, and the shard in a bucket's copies.
local function refusedTenure(key, field, tenure)
  local present = redis.call('HGET', key, field)
  if present ~= tenure then
    return {'F', 'tenure', present or ''}
  end
end

-- Refuses a checkpoint whose conditions do not hold, and a tenure that is not the present one.
local function guard(key, field, tenure, sequence, acknowledged)
  if field ~= 'tenure' then
    return refusedTenure(key, field, tenure)
  end
  local row = redis.call('HMGET', key, 'tenure', 'seq', 'wm')
  if row[1] ~= tenure then
    return {'F', 'tenure', row[1] or ''}
  end
  if below(sequence, row[2]) then
    return {'F', 'seq', row[2]}
  end
  if below(row[3], acknowledged) then
    return {'F', 'wm', row[3]}
  end
end

-- Writes the checkpoint in ARGV 3 to 7, where the key is a shard's row; its watermark stays where not all that came with it is recorded.
local function checkpoint(key, at, held)
  if ARGV[1] == 'tenure' then
    redis.call('HSET', key, 'seq', ARGV[3], 'pending', ARGV[7], 'at', decimal(at))
    if not held then
      redis.call('HSET', key, 'wm', ARGV[5], 'le', ARGV[6])
    end
  end
end

-- The nonce of a stored result.
local function nonce(result)
  return string.sub(result, 22, 29)
end

-- The time of a write: ARGV 8, where several buckets take part, or the server's.
local function timeOfWrite()
  return tonumber(ARGV[8]) or now()
end

-- The time as results have it: they are kept as token, time, and what the codec made of them. Joined in one go, since each string that Lua
-- makes is copied and hashed.
local function stamp(at)
  return struct.pack('>I8', at)
end

-- Adds results and, under the time, the list of their ids, by which they are found when they are old.
local function add(results, ages, entries, ids)
  redis.call('HSET', results, unpack(entries))
  redis.call('XADD', ages, '*', 'i', cmsgpack.pack(ids))
end
