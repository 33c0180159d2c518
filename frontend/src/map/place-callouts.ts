/** A callout to place: the hull's box on the screen and the callout's own size, px. Most important first. */
export interface CalloutBox {
  readonly id: string;
  readonly hull: Rect;
  readonly width: number;
  readonly height: number;
}
export interface Rect {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}
export interface Placed {
  readonly left: number;
  readonly top: number;
}

const GAP = 8;

/**
 * Puts each callout beside its hull: right, left, below, above; the first place that is inside `view` and touches neither an
 * earlier callout nor one of `taken` (the controls on the map), rather one that leaves the other hulls free too. One whose
 * hull is out of view, or that fits nowhere, is left out: the queue has it.
 */
export function placeCallouts(
  boxes: readonly CalloutBox[],
  view: Rect,
  taken: readonly Rect[] = [],
): ReadonlyMap<string, Placed> {
  const used: Rect[] = [...taken];
  const placed = new Map<string, Placed>();
  for (const box of boxes) {
    if (!touches(box.hull, view)) continue;
    const free = spots(box).filter((rect) => inside(rect, view) && !used.some((other) => touches(rect, other)));
    const hulls = boxes.filter((other) => other !== box).map((other) => other.hull);
    const spot = free.find((rect) => !hulls.some((hull) => touches(rect, hull))) ?? free[0];
    if (!spot) continue;
    used.push(spot);
    placed.set(box.id, { left: spot.left, top: spot.top });
  }
  return placed;
}

function spots({ hull, width, height }: CalloutBox): Rect[] {
  const middleY = (hull.top + hull.bottom) / 2 - height / 2;
  const middleX = (hull.left + hull.right) / 2 - width / 2;
  const at = (left: number, top: number): Rect => ({ left, top, right: left + width, bottom: top + height });
  return [
    at(hull.right + GAP, middleY),
    at(hull.left - GAP - width, middleY),
    at(middleX, hull.bottom + GAP),
    at(middleX, hull.top - GAP - height),
    at(hull.right + GAP, hull.top - height),
    at(hull.right + GAP, hull.bottom),
    at(hull.left - GAP - width, hull.top - height),
    at(hull.left - GAP - width, hull.bottom),
  ];
}

const inside = (a: Rect, b: Rect): boolean =>
  a.left >= b.left && a.right <= b.right && a.top >= b.top && a.bottom <= b.bottom;
const touches = (a: Rect, b: Rect): boolean =>
  a.left < b.right && a.right > b.left && a.top < b.bottom && a.bottom > b.top;
