/** Grey bars of the final size, still: what will be there, before it is. `widths` in percent. */
export function Skeleton({ widths, height = 14 }: { widths: readonly number[]; height?: number }) {
  return (
    <div className="skeleton" aria-hidden="true">
      {widths.map((width, index) => (
        <span key={index} style={{ width: `${width}%`, height }} />
      ))}
    </div>
  );
}
