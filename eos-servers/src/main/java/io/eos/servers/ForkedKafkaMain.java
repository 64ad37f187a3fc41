package io.eos.servers;

/** The main class of a forked broker: Kafka's own, and an end when the parent ends. */
final class ForkedKafkaMain {

    private ForkedKafkaMain() {}

    public static void main(String[] args) {
        ParentWatch.exitWhenParentDies();
        kafka.Kafka.main(args);
    }
}
