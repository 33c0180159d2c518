import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { NotificationService } from '../api/notification.service.js';
import { RepeatService } from '../api/repeat.service.js';
import { singleFlight } from '../api/single-flight.js';
import { makeCatalogue, type Catalogue } from './catalogue.js';
import { ThingRepository } from './thing.repository.js';

/** Told by the writer when metadata changed. */
const CATALOGUE_CHANNEL = 'catalogue';
/** Notifications can be lost; nothing waits longer than this for a new Thing. */
const RELOAD_MS = 60_000;
/** Ten thousand Things arrive as hundreds of notifications: read once for all of them. */
const GATHER_MS = 500;

/** The catalogue as it was last read, with its answer compressed once for all who ask. */
@Injectable()
export class CatalogueService implements OnApplicationBootstrap {
  private catalogue: Catalogue | null = null;
  private compressed: { readonly version: string; readonly body: Buffer } | null = null;
  private gathering = false;
  private readonly listeners: ((catalogue: Catalogue) => void)[] = [];
  private readonly reload = singleFlight(() => this.load());

  constructor(
    @Inject(ThingRepository) private readonly repository: ThingRepository,
    @Inject(NotificationService) private readonly notifications: NotificationService,
    @Inject(RepeatService) private readonly repeat: RepeatService,
  ) {
    this.notifications.on(CATALOGUE_CHANNEL, () => this.soon());
  }

  onApplicationBootstrap(): void {
    this.repeat.every('reading the catalogue', RELOAD_MS, () => this.reload());
  }

  /** Called with every changed catalogue, and with the present one where there is one. */
  onChange(listener: (catalogue: Catalogue) => void): void {
    this.listeners.push(listener);
    if (this.catalogue !== null) listener(this.catalogue);
  }

  /** @throws what the database said, where nothing has been read yet */
  async current(): Promise<Catalogue> {
    if (this.catalogue === null) await this.reload();
    return this.catalogue as Catalogue;
  }

  /** The answer's JSON, gzipped. */
  async gzipped(): Promise<{ version: string; body: Buffer }> {
    const { answer } = await this.current();
    if (this.compressed?.version !== answer.version)
      this.compressed = { version: answer.version, body: await promisify(gzip)(JSON.stringify(answer)) };
    return this.compressed;
  }

  private soon(): void {
    if (this.gathering) return;
    this.gathering = true;
    setTimeout(() => {
      this.gathering = false;
      this.repeat.untilDone('reading the catalogue', () => this.reload());
    }, GATHER_MS).unref();
  }

  private async load(): Promise<void> {
    const next = makeCatalogue(await this.repository.loadThings());
    if (next.answer.version === this.catalogue?.answer.version) return;
    this.catalogue = next;
    for (const listener of this.listeners) listener(next);
  }
}
