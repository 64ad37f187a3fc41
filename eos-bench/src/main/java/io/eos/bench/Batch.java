package io.eos.bench;

import io.eos.spi.Completion;
import java.util.ArrayList;
import java.util.List;

/** Messages that follow each other, made and encoded before the time runs. Immutable. */
record Batch(List<Message> messages, List<Completion> completions) {
    Batch(List<Message> messages) {
        this(messages, messages.stream().map(Message::completion).toList());
    }

    int size() {
        return messages.size();
    }

    /** The offset after the last message. */
    long watermark() {
        return messages.get(messages.size() - 1).offset() + 1;
    }

    /** In parts of no more than so many. */
    List<Batch> parts(int most) {
        if (size() <= most) {
            return List.of(this);
        }
        List<Batch> parts = new ArrayList<>();
        for (int from = 0; from < size(); from += most) {
            int to = Math.min(size(), from + most);
            parts.add(new Batch(messages.subList(from, to), completions.subList(from, to)));
        }
        return parts;
    }
}
