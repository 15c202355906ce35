import { readEnv } from "@/lib/env";
import type { Api } from "./api-client";
import { findApi } from "./find-api";
import { packageDir } from "./package-dir";

/** Server and key from the settings of this process. @throws ConfigError saying what is missing */
export const connect = (): Api => findApi(readEnv(packageDir));
