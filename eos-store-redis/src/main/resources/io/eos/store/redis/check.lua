-- Checks the tenure, where there is nothing to write.
-- KEYS: shard row. ARGV: 'tenure', tenure.
return refusedTenure(KEYS[1], ARGV[1], ARGV[2]) or {'O'}
