import path from "node:path";
import { packageDir } from "./package-dir";

/** Where the migrations of this version lie, and the schema they lead to. */
export const migrationPlace = { migrationsDir: path.join(packageDir, "prisma/migrations"), schemaPath: path.join(packageDir, "prisma/schema.prisma") };
