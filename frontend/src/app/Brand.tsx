/** Nine sensors, one of which stands out. */
export function Brand() {
  const at = [3, 9, 15];
  return (
    <svg width="18" height="18" viewBox="0 0 18 18" fill="currentColor" aria-hidden="true">
      {at.flatMap((y) =>
        at.map((x) =>
          x === 9 && y === 9 ? (
            <rect key="here" x="6.2" y="6.2" width="5.6" height="5.6" />
          ) : (
            <circle key={`${x} ${y}`} cx={x} cy={y} r="1.3" opacity=".6" />
          ),
        ),
      )}
    </svg>
  );
}
