-- The tables of eos on PostgreSQL, version 1. Another prefix than eos_: replace it in all names.

-- Processors by name. The number stands for the processor elsewhere; it is random, so that a database that was restored
-- never gives it to another one.
CREATE TABLE IF NOT EXISTS eos_processor (
  number      INT NOT NULL PRIMARY KEY,
  name        VARCHAR(200) NOT NULL UNIQUE,
  scope       VARCHAR(20) NOT NULL,
  incarnation VARCHAR(36) NOT NULL,
  attributes  BYTEA NOT NULL
);

-- Shards: who owns them, and how far they have come. Updated in place, so pages are left half empty.
CREATE TABLE IF NOT EXISTS eos_shard (
  number       INT NOT NULL PRIMARY KEY,
  processor    INT NOT NULL,
  topic_id     VARCHAR(36) NOT NULL,
  part         INT NOT NULL,
  epoch        BIGINT NOT NULL,
  nonce        BIGINT NOT NULL,
  node         VARCHAR(200) NOT NULL,
  sequence     BIGINT NOT NULL,
  watermark    BIGINT NOT NULL,
  leader_epoch INT NOT NULL,
  pending      BYTEA NOT NULL,
  changed_at   BIGINT NOT NULL,
  UNIQUE (processor, topic_id, part)
) WITH (fillfactor = 50);

-- Claims and results. The slot is the shard's number, or minus the processor's where ids are unique across its shards.
-- State: 1 claimed, 2 processed, 3 dead letter, 4 released. Times are microseconds since 1970.
CREATE TABLE IF NOT EXISTS eos_result (
  slot          INT NOT NULL,
  id            BYTEA NOT NULL,
  state         SMALLINT NOT NULL,
  shard         INT NOT NULL,
  source_offset BIGINT NOT NULL,
  token         BIGINT NOT NULL,
  claim_nonce   BIGINT NOT NULL,
  claim_epoch   BIGINT NOT NULL,
  redelivered   SMALLINT NOT NULL,
  lease_until   BIGINT NOT NULL,
  holder        VARCHAR(200),
  body          BYTEA,
  changed_at    BIGINT NOT NULL,
  PRIMARY KEY (slot, id)
);

-- For retention.
CREATE INDEX IF NOT EXISTS eos_result_age ON eos_result (shard, changed_at);

-- Fencing tokens: a call takes a thousand at once.
CREATE SEQUENCE IF NOT EXISTS eos_token START WITH 1000 INCREMENT BY 1000;

-- Last of all: whoever finds this row finds the rest.
CREATE TABLE IF NOT EXISTS eos_schema_version (
  version INT NOT NULL PRIMARY KEY
);
INSERT INTO eos_schema_version SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM eos_schema_version);
