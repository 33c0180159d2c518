import { linkWords, STALE_SCREEN } from './link-words';
import type { LinkStatus } from './live-client';

const open: LinkStatus = { phase: 'open', lastMessageAt: 100_000, lag: 400, everyNthTick: 1, attempts: 0 };

describe('linkWords', () => {
  it('says how far behind a live screen is', () => {
    expect(linkWords(open, 100_200)).toEqual({ kind: 'live', seconds: 0.4 });
    expect(linkWords({ ...open, lag: STALE_SCREEN }, 100_200)).toEqual({ kind: 'live', seconds: 5 });
  });

  it('says it is catching up beyond the limit, from old frames or from silence', () => {
    expect(linkWords({ ...open, lag: STALE_SCREEN + 1 }, 100_200)).toEqual({ kind: 'behind', seconds: 5 });
    expect(linkWords(open, 111_600)).toEqual({ kind: 'behind', seconds: 12 });
  });

  it('says since when there is no link, and when there never was one', () => {
    expect(linkWords({ ...open, phase: 'lost' }, 200_000)).toEqual({ kind: 'lost', since: 100_000 });
    expect(linkWords({ ...open, phase: 'connecting', lastMessageAt: null }, 0)).toEqual({ kind: 'connecting' });
    expect(linkWords({ ...open, phase: 'connecting', lastMessageAt: null, attempts: 1 }, 0)).toEqual({ kind: 'never' });
  });

  it('says when a slow client gets every nth tick only', () => {
    expect(linkWords({ ...open, everyNthTick: 2 }, 100_100)).toEqual({ kind: 'conflated', nth: 2 });
  });
});
