-- Forgets an id: one script, so that it is gone as a whole. The token's counter stays.
-- KEYS: results, claims. ARGV: id.
return redis.call('HDEL', KEYS[1], ARGV[1]) + redis.call('HDEL', KEYS[2], ARGV[1])
