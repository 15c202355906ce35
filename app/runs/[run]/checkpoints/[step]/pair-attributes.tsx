import { formatScore } from "@/lib/chart/format";
import type { Pair } from "@/lib/contracts/checkpoints";
import { VisibleLine } from "../../../../_ui/visible-line";

type Attributes = NonNullable<Pair["attributes"]>;
const unknown = <span className="text-unknown">–</span>;

/** Completion against reference, an attribute a column: many attributes scroll, rows stay three. */
export function PairAttributes({ attributes }: { attributes: Attributes }) {
  const rows: { name: string; cell: (attribute: Attributes[number]) => React.ReactNode }[] = [
    { name: "reference", cell: ({ reference }) => (reference === null ? unknown : formatScore(reference)) },
    { name: "completion", cell: ({ value }) => <span className="font-medium">{formatScore(value)}</span> },
    { name: "difference", cell: ({ value, reference }) => (reference === null ? unknown : <Difference of={value - reference} />) },
  ];
  return (
    <div className="scroll-x border-t border-line px-5 py-2" tabIndex={0} role="region" aria-label="Attributes of completion and reference">
      <table className="text-12 tabular-nums [&_td]:px-3 [&_td]:py-0.5 [&_td]:text-right [&_th]:py-0.5 [&_th]:font-normal [&_th]:text-muted">
        <thead><tr><th scope="col" className="sticky left-0 bg-raised pr-4 text-left">attribute</th>{attributes.map(({ name }) => <th key={name} scope="col" className="px-3 text-right whitespace-nowrap"><VisibleLine text={name} className="text-12!" /></th>)}</tr></thead>
        <tbody>
          {rows.map(({ name, cell }) => (
            <tr key={name}><th scope="row" className="sticky left-0 bg-raised pr-4 text-left">{name}</th>{attributes.map((attribute) => <td key={attribute.name}>{cell(attribute)}</td>)}</tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** Its sign says which is rated higher; whether higher is better, the attribute alone knows. */
const Difference = ({ of }: { of: number }) => <>{of > 0 ? "+" : ""}{formatScore(of)}</>;
