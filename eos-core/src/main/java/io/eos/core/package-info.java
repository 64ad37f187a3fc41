/**
 * The user's entry point: {@link io.eos.core.Eos} builds processors, a handler of one of three kinds says what a message does.
 *
 * <p>What is not public is the engine; {@code docs/protocol.md} says how it works. Read {@code Step} first, then {@code ConsumerLoop}, {@code
 * Batch} and {@code Publisher}. The parts:
 *
 * <ul>
 *   <li><b>Entry, public</b>, what users write against: {@code Eos}, {@code ProcessorBuilder}, {@code ProcessorDefinition}, {@code EosProcessor},
 *       {@code HandlerKind}, {@code HandlerContext}, {@code TransformHandler}, {@code TransactHandler}, {@code TransactBatchHandler}, {@code EffectHandler}, {@code HandlerHarness},
 *       {@code BrokerUnavailableException}, {@code ProcessorStoppedException}, {@code RejectedMessageException}
 *   <li><b>Start</b>, checks, connects and wires a processor, and ends it: {@code ProcessorStart}, {@code StartChecks},
 *       {@code StartBroker}, {@code AdminBrokerView}, {@code SourceTopics}, {@code KafkaConfigs},
 *       {@code ProcessorRunner}, {@code CaughtUp}, {@code NodeContext}, {@code LoopParts}, {@code Work}, {@code HandlerAdapters}
 *   <li><b>Loop</b>, the poll thread, which owns all state of the partitions: {@code ConsumerLoop}, {@code Step}, {@code Probe},
 *       {@code Lanes}, {@code ShardLane}, {@code Room}, {@code RebalanceHandler}, {@code OffsetCommits}, {@code TopicGuard}, {@code TopicWatch},
 *       {@code TopicIds}, {@code MetadataUpdates}, {@code Mailbox}, {@code Timers}, {@code LoopClock}, {@code Backoff}
 *   <li><b>Tenure</b>, a shard won, its start, and what is written under it: {@code ShardStart}, {@code StartRule}, {@code StoredPosition},
 *       {@code GroupOffsets}, {@code FormerGroups}, {@code ProcessorGroups}, {@code ShardWriter}, {@code ShardView}, {@code FlushTask}
 *   <li><b>Batch</b>, the workers: from records to results: {@code ShardTask}, {@code ShardTurns}, {@code Turn}, {@code Batch},
 *       {@code Batches}, {@code BatchOutcome}, {@code TransformBatch}, {@code TransactBatch}, {@code HandleBatch}, {@code Barrier}, {@code Item}, {@code ItemRules}, {@code Nonces},
 *       {@code Decoder}, {@code HandlerCall}, {@code CallOrder}, {@code RetryRule}, {@code LeaseKeeper}, {@code ResultFactory}, {@code OutputRules},
 *       {@code DeadLetters}, {@code DeadLetterHeaders}
 *   <li><b>Publishing</b>, outputs and offsets in one transaction: {@code Publisher}, {@code PublishQueue}, {@code PublishUnit},
 *       {@code Outgoing}, {@code TransactionRound}, {@code Deliveries}, {@code SecondAbort}, {@code ReplaceTask}
 *   <li><b>Identity</b>, what makes two deliveries the same message: {@code MessageIdentity}, {@code Identities}, {@code JsonField},
 *       {@code Digests}, {@code NoIdentityException}
 *   <li><b>Settings</b>, from files, variables and the builder: {@code Settings}, {@code SettingsLoader}, {@code SettingsSource},
 *       {@code KafkaSettingsReader}
 *   <li><b>Metrics and logs</b>, what is counted and told: {@code EosMetrics}, {@code LoopMetrics}, {@code MeteredStore}, {@code Tally},
 *       {@code MessageLog}
 *   <li><b>Producing side</b>, message ids before they are there: {@code MessageIdInterceptor}, {@code ProducerChecks}, {@code UuidV7}
 * </ul>
 */
@NullMarked
package io.eos.core;

import org.jspecify.annotations.NullMarked;
