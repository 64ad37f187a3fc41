package io.eos.store.zookeeper;

import io.eos.api.Shard;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Goes through a shard's segments, from the oldest page on. Thread-safe. */
final class SegmentVisitor {
    private final Client client;
    private final Layout layout;
    private final CallRunner calls;
    private final Segments segments;

    SegmentVisitor(Client client, Layout layout, CallRunner calls, Segments segments) {
        this.client = client;
        this.layout = layout;
        this.calls = calls;
        this.segments = segments;
    }

    /** A page as it was looked at. */
    record Page(int number, boolean last, ZNode node) {}

    /** What is done with a page, and whether to go on. */
    interface OfPage {
        boolean visit(Page page, List<String> paths);
    }

    /** Visits the pages that are there; a page's segments are named, not read. */
    void visit(String operation, Shard shard, OfPage visitor) {
        List<Integer> numbers = calls.run(operation, call -> segments.pages(call, shard));
        List<String> paths =
                numbers.stream().map(number -> layout.page(shard, number)).toList();
        for (List<Integer> some :
                Buckets.chunks(IntStream.range(0, paths.size()).boxed().toList(), Requests.READS)) {
            List<String> of = some.stream().map(paths::get).toList();
            List<@Nullable ZNode> nodes = calls.run(operation, call -> client.read(call, of));
            List<List<String>> names = calls.run(operation, call -> client.children(call, of));
            for (int i = 0; i < of.size(); i++) {
                ZNode node = nodes.get(i);
                int number = numbers.get(some.get(i));
                if (node != null) {
                    List<String> children = new ArrayList<>();
                    names.get(i).forEach(name -> children.add(layout.page(shard, number) + "/" + name));
                    boolean last = some.get(i) == numbers.size() - 1;
                    if (!visitor.visit(new Page(number, last, node), children)) {
                        return;
                    }
                }
            }
        }
    }
}
