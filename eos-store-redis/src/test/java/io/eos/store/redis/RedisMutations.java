package io.eos.store.redis;

import io.eos.testkit.Mutation;
import io.eos.testkit.MutationContract;
import java.util.ArrayList;
import java.util.List;

/** The rules of the scripts, and of what reads their answers, which a test must miss when they are gone. */
abstract class RedisMutations extends MutationContract {
    private static final List<Mutation> ANYWHERE = List.of(
            in(
                    "fence: writes of any epoch",
                    "common.lua",
                    "if row[1] ~= tenure then",
                    "if not row[1] then",
                    "Acquiring"),
            in(
                    "fence: claims of any epoch",
                    "common.lua",
                    "if present ~= tenure then",
                    "if not present then",
                    "Acquiring"),
            in(
                    "nonce: of a tenure",
                    "common.lua",
                    "if row[1] ~= tenure then",
                    "if string.match(row[1] or '', '^%d+') ~= string.match(tenure, '^%d+') then",
                    "Acquiring"),
            in(
                    "sequence: a late write",
                    "common.lua",
                    "if below(sequence, row[2]) then",
                    "if false then",
                    "Checkpointing"),
            in(
                    "watermark: a store that went back",
                    "common.lua",
                    "if below(row[3], acknowledged) then",
                    "if false then",
                    "Checkpointing"),
            in(
                    "watermark: a purge stops there",
                    "purge.lua",
                    "local settled = mark and (high < mark[1] or (high == mark[1] and low < mark[2]))",
                    "local settled = true",
                    "Purging"),
            in(
                    "token: of a record",
                    "record.lua",
                    "if there[i] or present ~= string.sub(result, 1, 8) then",
                    "if there[i] then",
                    "Recording"),
            in(
                    "token: of a renewal",
                    "renew.lua",
                    " and string.sub(claim, 2, 9) == ARGV[3 + n + i] then",
                    " then",
                    "RenewingAndReleasing"),
            in(
                    "token: of a release",
                    "release.lua",
                    " and string.sub(claim, 2, 9) == ARGV[2 + n + i] then",
                    " then",
                    "RenewingAndReleasing"),
            Mutation.of(
                    "nonce: a repeated write is the same",
                    Results.class,
                    "return result.nonce() == completion.result().nonce()",
                    "return false",
                    "Recording"),
            Mutation.of(
                    "nonce: another write is another",
                    Results.class,
                    "return result.nonce() == completion.result().nonce()",
                    "return true",
                    "Recording"),
            in(
                    "nonce: a repeated claim is the same",
                    "claim.lua",
                    "elseif live and string.sub(claim, 27, 34) == nonce then",
                    "elseif false then",
                    "Claiming"),
            in("result: is not written over", "record.lua", "fresh = false", "fresh = fresh", "Recording"));

    static final List<Mutation> ON_ONE_SERVER = with(
            in("watermark: beyond what is recorded", "common.lua", "if not held then", "if true then", "Checkpointing"),
            in(
                    "last statement: the guard of a transaction",
                    "transact.lua",
                    "local refused = guard(KEYS[1], ARGV[1], ARGV[2], ARGV[3], ARGV[4])",
                    "local refused = false",
                    "Transacting"),
            in(
                    "last statement: no results but its own",
                    "transact.lua",
                    "if #existing > 1 then",
                    "if false then",
                    "Transacting"));

    static final List<Mutation> ON_A_CLUSTER = with(
            Mutation.of(
                    "watermark: beyond what is recorded",
                    Results.class,
                    "if (!RecordOutcome.allRecorded(Arrays.asList(outcomes))) {",
                    "if (outcomes.length > 1000) {",
                    "Checkpointing"),
            Mutation.of(
                    "sort: answers of several servers",
                    Claims.class,
                    "outcomes.sort(Comparator.comparingInt(Numbered::number));",
                    "",
                    "Claiming"));

    private static Mutation in(String rule, String script, String text, String instead, String suspect) {
        return Mutation.of(rule, "io/eos/store/redis/" + script, text, instead, suspect);
    }

    private static List<Mutation> with(Mutation... more) {
        List<Mutation> all = new ArrayList<>(ANYWHERE);
        all.addAll(List.of(more));
        return all;
    }
}
