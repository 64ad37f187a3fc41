-- Removes old results below their shards' watermarks: one script, so that only what was compared is removed.
-- KEYS: results, ages. ARGV: time, limit, where to go on, how many entries to look at, then shards (20) and watermarks (8).
local cutoff, left = tonumber(ARGV[1]), tonumber(ARGV[2])
if cutoff < 0 then
  return {0, '', 0}
end
local marks = {}
for i = 5, #ARGV, 2 do
  marks[ARGV[i]] = {struct.unpack('>I4I4', ARGV[i + 1])}
end
local removed, looked, last = 0, 0, ''
local entries = redis.call('XRANGE', KEYS[2], ARGV[3], decimal(math.floor(cutoff / 1000)), 'COUNT', ARGV[4])
for _, entry in ipairs(entries) do
  local ids = cmsgpack.unpack(entry[2][2])
  local there = redis.call('HMGET', KEYS[1], unpack(ids))
  local gone, stays = {}, false
  for i = 1, #ids do
    local value = there[i]
    if value and #value < 57 then
      stays = true
    elseif value then
      local mark = marks[string.sub(value, 30, 49)]
      local high, low = struct.unpack('>I4I4', value, 50)
      local settled = mark and (high < mark[1] or (high == mark[1] and low < mark[2]))
      if settled and left > 0 and struct.unpack('>I8', value, 9) <= cutoff then
        gone[#gone + 1] = ids[i]
        left = left - 1
      else
        stays = true
      end
    end
  end
  if #gone > 0 then
    removed = removed + redis.call('HDEL', KEYS[1], unpack(gone))
  end
  if not stays then
    redis.call('XDEL', KEYS[2], entry[1])
  end
  looked = looked + #ids
  last = entry[1]
end
return {removed, #entries < tonumber(ARGV[4]) and '' or last, looked}
