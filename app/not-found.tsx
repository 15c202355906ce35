import type { Metadata } from "next";
import Link from "next/link";
import { ErrorPanel } from "./_ui/error-panel";

export const metadata: Metadata = { title: "Not found" };

export default function NotFound() {
  return (
    <div className="page">
      <ErrorPanel title="There is nothing at this address" action={<><Link className="button button-primary" href="/">All runs</Link><Link className="button" href="/models">Models</Link></>}>
        The run, checkpoint or model may have been named differently, or it lives on another Tidemark server.
      </ErrorPanel>
    </div>
  );
}
