/** The probable root: a dot in a ring, as on the map. */
export const RootMark = ({ size = 14 }: { size?: number }) => (
  <svg className="root-mark" width={size} height={size} viewBox="0 0 14 14" aria-hidden="true">
    <circle cx="7" cy="7" r="5.75" />
    <circle className="dot" cx="7" cy="7" r="2.25" />
  </svg>
);
