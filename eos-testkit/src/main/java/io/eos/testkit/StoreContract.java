package io.eos.testkit;

import org.junit.jupiter.api.Nested;

/**
 * The contract that every {@link io.eos.spi.ResultStore} must pass. A store's test extends this class and says in {@link #fixture()} how to open the
 * store; nothing more:
 *
 * <pre>{@code
 * class MyStoreContractTest extends StoreContract {
 *     @Override
 *     protected StoreFixture fixture() {
 *         return () -> new MyStore(SERVER.address());
 *     }
 * }
 * }</pre>
 *
 * <p>Each group runs in both scopes. What a store cannot do is listed by its fixture and shown as skipped, with the reason.
 */
public abstract class StoreContract {
    /** For subclasses. */
    protected StoreContract() {}

    /** {@return how to get at the store} Asked for before each test; the tests share nothing but the storage system. */
    protected abstract StoreFixture fixture();

    @Nested
    class Registering extends RegistrationContract {
        @Override
        StoreFixture newFixture() {
            return StoreContract.this.fixture();
        }
    }

    @Nested
    class Acquiring extends TenureContract {
        @Override
        StoreFixture newFixture() {
            return StoreContract.this.fixture();
        }
    }

    @Nested
    class Checkpointing extends CheckpointContract {
        @Override
        StoreFixture newFixture() {
            return StoreContract.this.fixture();
        }
    }

    @Nested
    class Claiming extends ClaimContract {
        @Override
        StoreFixture newFixture() {
            return StoreContract.this.fixture();
        }
    }

    @Nested
    class RenewingAndReleasing extends RenewalContract {
        @Override
        StoreFixture newFixture() {
            return StoreContract.this.fixture();
        }
    }

    @Nested
    class Recording extends RecordContract {
        @Override
        StoreFixture newFixture() {
            return StoreContract.this.fixture();
        }
    }

    @Nested
    class Replacing extends ReplaceContract {
        @Override
        StoreFixture newFixture() {
            return StoreContract.this.fixture();
        }
    }

    @Nested
    class Sizes extends SizeContract {
        @Override
        StoreFixture newFixture() {
            return StoreContract.this.fixture();
        }
    }

    @Nested
    class Closing extends CloseContract {
        @Override
        StoreFixture newFixture() {
            return StoreContract.this.fixture();
        }
    }

    @Nested
    class Purging extends PurgeContract {
        @Override
        StoreFixture newFixture() {
            return StoreContract.this.fixture();
        }
    }

    @Nested
    class LookingUp extends LookUpContract {
        @Override
        StoreFixture newFixture() {
            return StoreContract.this.fixture();
        }
    }

    @Nested
    class Administering extends AdminContract {
        @Override
        StoreFixture newFixture() {
            return StoreContract.this.fixture();
        }
    }

    @Nested
    class Sharing extends IsolationContract {
        @Override
        StoreFixture newFixture() {
            return StoreContract.this.fixture();
        }
    }

    @Nested
    class Racing extends ConcurrencyContract {
        @Override
        StoreFixture newFixture() {
            return StoreContract.this.fixture();
        }
    }

    @Nested
    class Sequences extends SequenceContract {
        @Override
        StoreFixture newFixture() {
            return StoreContract.this.fixture();
        }
    }

    @Nested
    class Histories extends HistoryContract {
        @Override
        StoreFixture newFixture() {
            return StoreContract.this.fixture();
        }
    }
}
