package io.eos.peers.consumer;

import io.eos.cli.chaos.peer.PeerConsumer.Points;
import org.apache.camel.spi.IdempotentRepository;

/** A repository of Camel that says when it is asked, and has answered. Thread-safe as that one. */
record WatchedRepository(IdempotentRepository repository, boolean eager, Points points)
        implements IdempotentRepository {
    @Override
    public boolean add(String key) {
        if (!eager) {
            return mark(key);
        }
        points.looking();
        boolean added = repository.add(key);
        points.looked();
        return added;
    }

    private boolean mark(String key) {
        points.marking();
        boolean added = repository.add(key);
        points.marked();
        return added;
    }

    @Override
    public boolean contains(String key) {
        points.looking();
        boolean contained = repository.contains(key);
        points.looked();
        return contained;
    }

    @Override
    public boolean confirm(String key) {
        if (!eager) {
            return repository.confirm(key);
        }
        points.marking();
        boolean confirmed = repository.confirm(key);
        points.marked();
        return confirmed;
    }

    @Override
    public boolean remove(String key) {
        return repository.remove(key);
    }

    @Override
    public void clear() {
        repository.clear();
    }

    @Override
    public void start() {
        repository.start();
    }

    @Override
    public void stop() {
        repository.stop();
    }
}
