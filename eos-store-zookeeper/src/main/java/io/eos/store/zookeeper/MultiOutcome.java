package io.eos.store.zookeeper;

import java.util.List;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.OpResult;
import org.apache.zookeeper.OpResult.ErrorResult;
import org.apache.zookeeper.data.Stat;

/**
 * What became of a {@code multi}: all of it happened, or nothing and it is known which operation was the first that could not.
 *
 * @param failed the number of that operation, or -1
 * @param code why, or {@code OK}
 */
record MultiOutcome(List<OpResult> results, int failed, Code code) {
    static MultiOutcome of(int code, List<OpResult> results) {
        if (code == Code.OK.intValue()) {
            return new MultiOutcome(results, -1, Code.OK);
        }
        for (int i = 0; i < results.size(); i++) {
            if (results.get(i) instanceof ErrorResult error) {
                int number = error.getErr();
                // What comes before the first that failed is reported as well, what comes after it as inconsistent.
                if (number != Code.OK.intValue() && number != Code.RUNTIMEINCONSISTENCY.intValue()) {
                    return new MultiOutcome(results, i, Code.get(number));
                }
            }
        }
        return new MultiOutcome(results, 0, Code.get(code));
    }

    boolean done() {
        return code == Code.OK;
    }

    /** Whether an operation met another version than was read, or a znode that was not there, or was. */
    boolean lostRace() {
        return switch (code) {
            case NONODE, NODEEXISTS, BADVERSION -> true;
            default -> false;
        };
    }

    /** The znode as the operation with this number, a {@code setData}, left it. */
    Stat stat(int number) {
        return ((OpResult.SetDataResult) results.get(number)).getStat();
    }
}
