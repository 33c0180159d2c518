import { MinuteLane } from '@citywatch/detection';
import type { StreamConfig } from '@citywatch/stream';
import { keyOf, type Partition } from '../detection/held-partition.js';
import { minuteMessages, stateMessage } from './residual-messages.js';
import { ResidualsProducer } from './residuals.producer.js';

/** A partition without a message for this long has nothing to tell of its minutes: nobody waits for it, ms. */
const IDLE_MS = 90_000;
/** How often partitions say how far they have told, ms. */
const STATE_MS = 10_000;

/** A detector's side of the peers: tells what its partitions' minutes were, and how far each has told. */
export class ResidualTeller {
  private readonly producer: ResidualsProducer;
  private toldAt = 0;

  constructor(config: { readonly stream: StreamConfig; readonly topicPrefix: string }) {
    this.producer = new ResidualsProducer(config.stream, config.topicPrefix);
  }

  /** The lane of a partition that is taken up, from its checkpoint if there is one. */
  laneOf(saved: string | null): MinuteLane {
    return saved === null ? new MinuteLane() : MinuteLane.load(saved);
  }

  /** Tells of minutes that are whole. Call it before the offset is saved: after a crash they are told again. */
  async tell({ topic, partition, detector }: Partition): Promise<void> {
    const minutes = detector.takeResiduals();
    try {
      await this.producer.publish(minuteMessages(keyOf(topic, partition), minutes));
    } catch (error) {
      detector.putBackResiduals(minutes);
      throw error;
    }
  }

  /** Every few seconds: says of every partition how far it has told, and of those where nothing comes that they are idle. */
  async tellStates(partitions: readonly Partition[]): Promise<void> {
    if (Date.now() - this.toldAt < STATE_MS) return;
    this.toldAt = Date.now();
    const states = partitions.map((held) => {
      const { topic, partition, detector } = held;
      const idle = held.inWork === 0 && held.caughtUp && Date.now() - held.batchAt > IDLE_MS;
      if (idle) detector.flushResiduals();
      return { held, source: keyOf(topic, partition), until: detector.lane?.until ?? -Infinity, idle };
    });
    for (const { held, idle } of states) if (idle) await this.tellFlushed(held);
    await this.producer.publish(states.map(({ source, until, idle }) => stateMessage(source, until, idle)));
  }

  close(): Promise<void> {
    return this.producer.close();
  }

  /** No checkpoint between a minute's end and its message. */
  private async tellFlushed(held: Partition): Promise<void> {
    held.inWork++;
    try {
      await this.tell(held);
    } finally {
      held.inWork--;
    }
  }
}
