"use client";

import { useId } from "react";

/** One of a few choices, as radio buttons that look like one control. */
export function Segmented<T extends string>({ label, value, options, onChange }: {
  label: string; value: T; options: readonly { value: T; text: string }[]; onChange: (value: T) => void;
}) {
  const name = useId();
  return (
    <fieldset className="inline-flex min-w-0">
      <legend className="sr-only">{label}</legend>
      <div className="inline-flex h-8 items-stretch rounded-md border border-line bg-sunken p-0.5">
        {options.map((option) => (
          <label key={option.value} className="relative flex items-center rounded-sm px-2.5 text-13 whitespace-nowrap text-muted has-checked:bg-raised has-checked:font-medium has-checked:text-ink has-checked:shadow-[0_0_0_1px_var(--line)] has-focus-visible:outline-2 has-focus-visible:outline-tide">
            <input type="radio" className="absolute inset-0 cursor-pointer opacity-0" name={name} value={option.value} checked={option.value === value} onChange={() => onChange(option.value)} />
            {option.text}
          </label>
        ))}
      </div>
    </fieldset>
  );
}
