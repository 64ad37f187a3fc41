-- Applies a handler's effects, its results and the checkpoint: one script, so that others see all of them or none. All that can make an
-- effect fail is looked at before the first one is made, since Redis undoes nothing.
-- KEYS: shard row, results, claims, ages, then the key of each effect. ARGV: as record, then n, n ids, n values, then of each effect its
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

-- Kinds of keys, and values of counters, as the effects before will have made them.
local kinds, values = {}, {}
local first = 10 + 2 * n
local at = first
for i = 5, #KEYS do
  local key, command, kind, size = KEYS[i], ARGV[at], ARGV[at + 1], tonumber(ARGV[at + 2])
  local present = kinds[key] or redis.call('TYPE', key)['ok']
  if kind ~= 'any' and present ~= 'none' and present ~= kind then
    return {'T', i - 4, present}
  end
  local known = values[key] or {}
  if command == 'INCRBY' or command == 'HINCRBY' then
    local field = command == 'HINCRBY' and ARGV[at + 3] or ''
    local value = known[field]
    if not value and present ~= 'none' then
      value = command == 'HINCRBY' and redis.call('HGET', key, field) or command == 'INCRBY' and redis.call('GET', key)
    end
    if value and not counts(value) then
      return {'N', i - 4}
    end
  elseif command == 'SET' then
    present, known = 'string', {[''] = ARGV[at + 3]}
  elseif command == 'DEL' or command == 'UNLINK' then
    present, known = 'none', {}
  elseif command == 'HSET' then
    for j = at + 3, at + 2 + size, 2 do
      known[ARGV[j]] = ARGV[j + 1]
    end
  end
  values[key] = known
  kinds[key] = present == 'none' and kind ~= 'any' and kind or present
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
  local sets, ids = {}, {}
  for i = 1, n do
    ids[i] = ARGV[9 + i]
    sets[2 * i - 1] = ids[i]
    sets[2 * i] = stamped(ARGV[9 + n + i], time)
  end
  add(KEYS[2], KEYS[4], sets, ids)
  redis.call('HDEL', KEYS[3], unpack(ids))
end
checkpoint(KEYS[1], time)
return {'O'}
