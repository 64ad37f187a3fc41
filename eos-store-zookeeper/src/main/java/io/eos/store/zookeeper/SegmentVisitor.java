package io.eos.store.zookeeper;

import io.eos.api.Shard;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
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
        visit(operation, shard, page -> true, visitor);
    }

    /** Visits the pages before the first one that is not meant; of others not even the segments' names are read. */
    void visit(String operation, Shard shard, Predicate<Page> meant, OfPage visitor) {
        List<Integer> numbers = calls.run(operation, call -> segments.pages(call, shard));
        for (List<Integer> some : Buckets.chunks(numbers, Requests.READS)) {
            List<Page> pages = pages(operation, shard, some, numbers.get(numbers.size() - 1));
            List<Page> first = pages.stream().takeWhile(meant).toList();
            List<String> paths = first.stream()
                    .map(page -> layout.page(shard, page.number()))
                    .toList();
            List<List<String>> names =
                    paths.isEmpty() ? List.of() : calls.run(operation, call -> client.children(call, paths));
            for (int i = 0; i < first.size(); i++) {
                String path = paths.get(i);
                List<String> segments =
                        names.get(i).stream().map(name -> path + "/" + name).toList();
                if (!visitor.visit(first.get(i), segments)) {
                    return;
                }
            }
            if (first.size() < pages.size()) {
                return;
            }
        }
    }

    /** Those of the pages that are still there. */
    private List<Page> pages(String operation, Shard shard, List<Integer> numbers, int last) {
        List<String> paths =
                numbers.stream().map(number -> layout.page(shard, number)).toList();
        List<@Nullable ZNode> nodes = calls.run(operation, call -> client.read(call, paths));
        List<Page> pages = new ArrayList<>();
        for (int i = 0; i < nodes.size(); i++) {
            ZNode node = nodes.get(i);
            if (node != null) {
                pages.add(new Page(numbers.get(i), numbers.get(i) == last, node));
            }
        }
        return pages;
    }
}
