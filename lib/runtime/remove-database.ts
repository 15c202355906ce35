import { rmSync } from "node:fs";
import path from "node:path";
import { DomainError } from "@/lib/errors";
import { findLiveDatabase } from "./embedded-postgres";
import { readPostgresPlace } from "./postgres-place";

/** Removes the embedded database of a data folder for good, wherever it lies. @throws DomainError unavailable while its server runs */
export async function removeDatabase(dataDir: string): Promise<void> {
  const place = readPostgresPlace(dataDir);
  if (!place) return;
  if (await findLiveDatabase(dataDir)) throw new DomainError("unavailable", `The database in ${place.folder} is running; stop Tidemark first.`);
  rmSync(place.folder, { recursive: true, force: true });
  rmSync(path.join(dataDir, "postgres.json"), { force: true });
}
