-- Sets attributes of a processor that is known: one script, so that none is made of attributes alone.
-- KEYS: processor. ARGV: fields and values.
if redis.call('EXISTS', KEYS[1]) == 1 then
  redis.call('HSET', KEYS[1], unpack(ARGV))
end
return {'O'}
