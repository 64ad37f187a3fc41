-- Applies a handler's effects, its results and the checkpoint: one script, so that others see all of them or none. All that can make an
-- effect fail is looked at before the first one is made, since Redis undoes nothing.
-- KEYS: shard row, results, claims, ages, then the key of each effect. ARGV: as record up to the time, then n, n ids, n results, then of each effect its
-- command, the kind of its key, how many arguments it has, and these.
local n = tonumber(ARGV[9])
local existing = {'E'}
if n > 0 then
  local there = redis.call('HMGET', KEYS[2], unpack(ARGV, 10, 9 + n))
  for i = 1, n do
    if there[i] then
      existing[#existing + 1] = i
      existing[#existing + 1] = there[i]
    end
  end
end
if #existing > 1 then
  return existing
end
local refused = guard(KEYS[1], ARGV[1], ARGV[2], ARGV[3], ARGV[4])
if refused then
  return refused
end

-- What a counter holds must be a whole number that no sum of increments takes beyond 64 bits.
local function counts(value)
  return #value <= 16 and (value == '0' or string.match(value, '^%-?[1-9]%d*$') ~= nil)
end

-- Whether a stream's ids are near their end: with the last millisecond there is, another entry may not get one.
local function isExhausted(key)
  local info = redis.call('XINFO', 'STREAM', key)
  for i = 1, #info, 2 do
    if info[i] == 'last-generated-id' then
      return string.match(info[i + 1], '^18446744073709551615%-') ~= nil
    end
  end
end

-- Commands that make no key.
local removing = {HDEL = true, SREM = true, ZREM = true}

-- As the effects before will have made them: kinds of keys, values of counters (false where one is gone), and whether nothing is left of
-- what a key holds now.
local kinds, values, fresh = {}, {}, {}
local first = 10 + 2 * n
local at = first
for i = 5, #KEYS do
  local key, command, kind, size = KEYS[i], ARGV[at], ARGV[at + 1], tonumber(ARGV[at + 2])
  local present = kinds[key] or redis.call('TYPE', key)['ok']
  if kind ~= 'any' and present ~= 'none' and present ~= kind then
    return {'T', i - 4, present}
  end
  fresh[key] = fresh[key] or present == 'none'
  local known = values[key] or {}
  if command == 'INCRBY' or command == 'HINCRBY' then
    local field = command == 'HINCRBY' and ARGV[at + 3] or ''
    local value = known[field]
    if value == nil and not fresh[key] then
      value = command == 'HINCRBY' and redis.call('HGET', key, field) or command == 'INCRBY' and redis.call('GET', key)
    end
    if value and not counts(value) then
      return {'N', i - 4}
    end
  elseif command == 'SET' then
    present, known, fresh[key] = 'string', {[''] = ARGV[at + 3]}, true
  elseif command == 'DEL' or command == 'UNLINK' then
    present, known, fresh[key] = 'none', {}, true
  elseif command == 'HSET' then
    for j = at + 3, at + 2 + size, 2 do
      known[ARGV[j]] = ARGV[j + 1]
    end
  elseif command == 'HDEL' then
    for j = at + 3, at + 2 + size do
      known[ARGV[j]] = false
    end
  elseif command == 'XADD' and not fresh[key] and isExhausted(key) then
    return {'X', i - 4}
  end
  values[key] = known
  kinds[key] = present == 'none' and kind ~= 'any' and not removing[command] and kind or present
  at = at + 3 + size
end

at = first
for i = 5, #KEYS do
  local size = tonumber(ARGV[at + 2])
  redis.call(ARGV[at], KEYS[i], unpack(ARGV, at + 3, at + 2 + size))
  at = at + 3 + size
end
local time = timeOfWrite()
if n > 0 then
  local sets, ids, head = {}, {}, ZERO .. stamp(time)
  for i = 1, n do
    ids[i] = ARGV[9 + i]
    sets[2 * i - 1] = ids[i]
    sets[2 * i] = head .. ARGV[9 + n + i]
  end
  add(KEYS[2], KEYS[4], sets, ids)
  redis.call('HDEL', KEYS[3], unpack(ids))
end
checkpoint(KEYS[1], time)
return {'O'}
