-- Checks a checkpoint's conditions before buckets are written, and tells the time of the write. Atomic with nothing: the buckets
-- check the tenure again, and the checkpoint itself is guarded when it is written.
-- KEYS: shard row. ARGV: 'tenure', tenure, sequence, acknowledged.
return guard(KEYS[1], ARGV[1], ARGV[2], ARGV[3], ARGV[4]) or {'O', decimal(now())}
