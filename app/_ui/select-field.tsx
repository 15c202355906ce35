"use client";

/** A labelled choice; `note` says more about an option. One option alone is shown as text, because there is nothing to choose. */
export function SelectField({ label, value, options, onChange }: {
  label: string; value: string; options: readonly { value: string; text: string; note?: string }[]; onChange: (value: string) => void;
}) {
  const only = options.length === 1 ? options[0]! : null;
  if (only && only.value === value) {
    return <span className="inline-flex h-8 items-center gap-1.5 text-13"><span className="text-muted">{label}</span> <span className="font-medium">{only.text}</span>{only.note && <span className="text-muted">{only.note}</span>}</span>;
  }
  return (
    <label className="inline-flex min-w-0 items-center gap-1.5 text-13">
      <span className="text-muted whitespace-nowrap">{label}</span>
      <select className="field max-w-[340px] font-medium" value={value} onChange={(event) => onChange(event.target.value)}>
        {options.map((option) => <option key={option.value} value={option.value}>{option.text}{option.note && ` · ${option.note}`}</option>)}
      </select>
    </label>
  );
}
