package io.eos.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** SQL that would end the transaction is found before it runs, and other SQL is left alone. */
class EndingSqlTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "COMMIT",
                " commit work",
                "/* why */ COMMIT",
                "-- why\nrollback",
                "INSERT INTO t VALUES ('a;b'); COMMIT",
                "ROLLBACK AND CHAIN",
                "begin",
                "START TRANSACTION",
                "END",
                "SET autocommit = 1",
                "SET @@autocommit=1",
                "PREPARE TRANSACTION 'x'"
            })
    void endsTheTransactionEverywhere(String sql) {
        assertThat(EndingSql.find(sql, false)).isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"CREATE TABLE t (n INT)", "drop table t", "TRUNCATE TABLE t", "ALTER TABLE t ADD n INT"})
    void definitionsEndItWhereTheyCommit(String sql) {
        assertThat(EndingSql.find(sql, true)).isPresent();
        assertThat(EndingSql.find(sql, false)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "INSERT INTO t VALUES ('; COMMIT')",
                "UPDATE t SET n = CASE WHEN n = 1 THEN 2 ELSE 3 END",
                "SELECT \"commit\" FROM t; SELECT 1",
                "SELECT 1 -- ; COMMIT",
                "SELECT $$ ; COMMIT $$",
                "ROLLBACK TO SAVEPOINT s",
                "ROLLBACK WORK TO s",
                "SAVEPOINT s",
                "CREATE TEMPORARY TABLE t (n INT)",
                "SET LOCAL statement_timeout = 1",
                ""
            })
    void otherSqlDoesNot(String sql) {
        assertThat(EndingSql.find(sql, true)).isEmpty();
    }
}
