import type { RewardModelDetail } from "@/lib/contracts/reward-models";
import { Term } from "../../_ui/term";
import { VisibleLine } from "../../_ui/visible-line";

/** What only one family of models has: the attributes of an absolute one, the position bias of a pairwise one. */
export function FamilyPanel({ model }: { model: RewardModelDetail }) {
  if (model.kind === "pairwise") return <PositionBias model={model} />;
  return model.kind === "absolute" && model.attributes.length > 0 ? <Attributes model={model} /> : null;
}

function PositionBias({ model: { conformance, backend, status } }: { model: RewardModelDetail }) {
  const check = conformance.find((one) => one.check === "swap-symmetry");
  return (
    <section className="panel px-4 py-3 text-13" aria-label="Position bias">
      <h2 className="text-14"><Term name="position bias">Position bias</Term></h2>
      {check ? <p className="mt-1"><VisibleLine text={check.detail} wrap /></p> : <p className="mt-1 text-unknown">{backend.type === "imported" ? "Not known of imported preferences." : status === "checking" ? "Measured when the model is checked." : "Not measured."}</p>}
      <p className="mt-1 text-12 text-muted">Both orders of every pair are asked and averaged, so it moves no curve; a run’s page draws it over steps.</p>
    </section>
  );
}

function Attributes({ model: { attributes, spec } }: { model: RewardModelDetail }) {
  const weights = new Map(spec.attributes?.map(({ name, weight }) => [name, weight]));
  return (
    <section className="panel min-w-0" aria-label="Attributes">
      <h2 className="px-4 pt-3 text-14"><Term name="attribute">Attributes</Term></h2>
      <p className="px-4 pb-1 text-13 text-muted">{weights.size > 0 ? "The score is the weighted sum of them." : "No weights were registered: the score is the model’s own."}</p>
      <div className="scroll-x" tabIndex={0} role="region" aria-label="Table of attributes">
        <table className="grid-table">
          <thead><tr><th scope="col">Attribute</th><th scope="col" className="num">Weight in the score</th></tr></thead>
          <tbody>{attributes.map((name) => <tr key={name}><th scope="row"><VisibleLine text={name} /></th><td className="num">{weights.size === 0 ? <span className="text-unknown">–</span> : (weights.get(name) ?? 0)}</td></tr>)}</tbody>
        </table>
      </div>
    </section>
  );
}
