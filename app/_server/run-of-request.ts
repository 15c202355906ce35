import { cache } from "react";
import { readRun } from "@/lib/services/read-run";
import { getContext } from "./context";

/** The run of the page that is being made, read once for its layout, its title and itself. @throws DomainError not-found */
export const runOfRequest = cache((run: string) => readRun(getContext(), { run }));
