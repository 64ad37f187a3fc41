-- Makes a processor known if it is not: one script, so that all who register at once get the first one's incarnation.
-- KEYS: processor. ARGV: fields and values.
if redis.call('EXISTS', KEYS[1]) == 0 then
  redis.call('HSET', KEYS[1], unpack(ARGV))
end
return redis.call('HGETALL', KEYS[1])
