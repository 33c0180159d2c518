/** A few lines of a person's own words, at most `most` characters. */
export function Note({
  id,
  label,
  value,
  most,
  onChange,
}: {
  id: string;
  label: string;
  value: string;
  most: number;
  onChange: (text: string) => void;
}) {
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <textarea
        id={id}
        className="input"
        rows={3}
        maxLength={most}
        value={value}
        onChange={(event) => onChange(event.target.value)}
      />
    </div>
  );
}
