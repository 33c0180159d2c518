import { gunzipSync, gzipSync } from 'node:zlib';
import type { EncodedTile } from './slice.js';
import { tileId, type Bounds } from './tile.js';

/** PMTiles version 3 with one root directory: enough for a city. */
const HEADER_BYTES = 127;
/** Header and root directory must lie in the first 16 KiB (PMTiles specification 3, section 3). */
const FIRST_FETCH_BYTES = 16_384;
const GZIP = 2;
const VECTOR_TILE = 1;
const START_ZOOM = 12;

export interface ArchiveInfo {
  readonly bounds: Bounds;
  readonly minZoom: number;
  readonly maxZoom: number;
  readonly metadata: Readonly<Record<string, unknown>>;
}

interface Entry {
  readonly id: number;
  readonly offset: number;
  readonly length: number;
}

function pushVarint(out: number[], value: number): void {
  let rest = value;
  while (rest > 127) {
    out.push((rest % 128) | 128);
    rest = Math.floor(rest / 128);
  }
  out.push(rest);
}

function encodeDirectory(entries: readonly Entry[]): Buffer {
  const out: number[] = [];
  pushVarint(out, entries.length);
  entries.forEach((entry, i) => pushVarint(out, entry.id - (i === 0 ? 0 : entries[i - 1].id)));
  entries.forEach(() => pushVarint(out, 1));
  entries.forEach((entry) => pushVarint(out, entry.length));
  entries.forEach((entry, i) => {
    const follows = i > 0 && entry.offset === entries[i - 1].offset + entries[i - 1].length;
    pushVarint(out, follows ? 0 : entry.offset + 1);
  });
  return gzipSync(Buffer.from(out), { level: 9 });
}

/** @throws Error where the tiles are too many for one root directory. */
export function writePmtiles(tiles: readonly EncodedTile[], info: ArchiveInfo): Buffer {
  const entries: Entry[] = [];
  const chunks: Buffer[] = [];
  const seen = new Map<string, Entry>();
  let size = 0;
  for (const { id, data } of tiles.map((tile) => ({ id: tileId(tile), data: tile.data })).sort((a, b) => a.id - b.id)) {
    const packed = gzipSync(data, { level: 9 });
    const key = packed.toString('latin1');
    const entry = { id, offset: seen.get(key)?.offset ?? size, length: packed.length };
    entries.push(entry);
    if (seen.has(key)) continue;
    seen.set(key, entry);
    chunks.push(packed);
    size += packed.length;
  }
  const root = encodeDirectory(entries);
  if (HEADER_BYTES + root.length > FIRST_FETCH_BYTES)
    throw new Error(
      `${tiles.length} tiles need a root directory of ${root.length} bytes, at most 16257; lower MAX_ZOOM`,
    );
  const metadata = gzipSync(Buffer.from(JSON.stringify(info.metadata)), { level: 9 });
  const counts = { entries: entries.length, contents: seen.size };
  return Buffer.concat([header(root.length, metadata.length, size, counts, info), root, metadata, ...chunks]);
}

function header(
  rootBytes: number,
  metadataBytes: number,
  dataBytes: number,
  counts: { entries: number; contents: number },
  { bounds, minZoom, maxZoom }: ArchiveInfo,
): Buffer {
  const out = Buffer.alloc(HEADER_BYTES);
  out.write('PMTiles', 0);
  out[7] = 3;
  const metadataAt = HEADER_BYTES + rootBytes;
  const dataAt = metadataAt + metadataBytes;
  // Root, metadata, leaves (none) and tiles as offset and length; then tiles addressed, entries, contents.
  [HEADER_BYTES, rootBytes, metadataAt, metadataBytes, dataAt, 0, dataAt, dataBytes].forEach((value, i) =>
    out.writeBigUInt64LE(BigInt(value), 8 + i * 8),
  );
  [counts.entries, counts.entries, counts.contents].forEach((value, i) =>
    out.writeBigUInt64LE(BigInt(value), 72 + i * 8),
  );
  out.set([1, GZIP, GZIP, VECTOR_TILE, minZoom, maxZoom], 96);
  const degrees = (at: number, value: number) => out.writeInt32LE(Math.round(value * 1e7), at);
  bounds.forEach((value, i) => degrees(102 + i * 4, value));
  out[118] = START_ZOOM;
  degrees(119, (bounds[0] + bounds[2]) / 2);
  degrees(123, (bounds[1] + bounds[3]) / 2);
  return out;
}

/** An archive's content, unpacked: gzip's bytes differ between zlib versions, what is in them does not. */
export function readPmtiles(archive: Buffer): { tiles: Map<number, Buffer>; metadata: unknown } {
  const u64 = (at: number) => Number(archive.readBigUInt64LE(at));
  const part = (at: number) => archive.subarray(u64(at), u64(at) + u64(at + 8));
  const directory = gunzipSync(part(8));
  let cursor = 0;
  const varint = () => {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = directory[cursor++];
      value += (byte & 127) * scale;
      if (byte < 128) return value;
    }
  };
  const count = varint();
  const column = () => Array.from({ length: count }, varint);
  const [steps, , lengths, offsets] = [column(), column(), column(), column()];
  const data = part(56);
  const tiles = new Map<number, Buffer>();
  let id = 0;
  let end = 0;
  for (let i = 0; i < count; i++) {
    id += steps[i];
    const offset = offsets[i] === 0 ? end : offsets[i] - 1;
    end = offset + lengths[i];
    tiles.set(id, gunzipSync(data.subarray(offset, end)));
  }
  return { tiles, metadata: JSON.parse(gunzipSync(part(24)).toString()) };
}
