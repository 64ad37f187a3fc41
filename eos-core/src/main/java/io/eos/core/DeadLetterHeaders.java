package io.eos.core;

/**
 * The headers of a dead letter, which keeps the key, value and headers of the message that it stands for. All are texts in UTF-8,
 * numbers in decimal. The dead letter is its id's result: a message that is sent again under the same id is a duplicate, until an
 * operator erases the id ({@code StoreAdmin.erase}). Where a message is a dead letter for the second time, the last header of each name counts.
 */
public final class DeadLetterHeaders {
    /** The name of the topic that the message came from. */
    public static final String TOPIC = "eos.dead-letter.topic";
    /** The id of that topic. */
    public static final String TOPIC_ID = "eos.dead-letter.topic-id";
    /** The partition that it came from. */
    public static final String PARTITION = "eos.dead-letter.partition";
    /** Its offset there. */
    public static final String OFFSET = "eos.dead-letter.offset";
    /** Its timestamp, in milliseconds since 1970-01-01 UTC. The dead letter's own is the time of its publication. */
    public static final String TIMESTAMP = "eos.dead-letter.timestamp";
    /** Why it is a dead letter: {@code no-id}, {@code undecodable}, {@code mismatch}, {@code failed}, {@code rejected} or {@code unpublishable}. */
    public static final String REASON = "eos.dead-letter.reason";
    /** The class of the exception, if there was one. */
    public static final String EXCEPTION_CLASS = "eos.dead-letter.exception-class";
    /** The exception's message, or what else there is to say; up to 1,000 characters. */
    public static final String EXCEPTION_MESSAGE = "eos.dead-letter.exception-message";
    /** How often the handler was called, 0 if never. */
    public static final String ATTEMPTS = "eos.dead-letter.attempts";
    /** The processor. */
    public static final String PROCESSOR = "eos.dead-letter.processor";
    /** The node. */
    public static final String NODE = "eos.dead-letter.node";
    /** How many bytes key, value and headers had, if they are left out because no dead letter could hold them: they are at the source's coordinates. */
    public static final String OMITTED = "eos.dead-letter.omitted-bytes";

    /** What the name of each of them begins with. */
    static final String PREFIX = "eos.dead-letter.";

    private DeadLetterHeaders() {}
}
