import path from "node:path";
import type { Env } from "@/lib/env";

/** Where an installation keeps its own reward models. */
export const modelsFolder = (env: Env): string => path.join(env.dataDir, "models");
