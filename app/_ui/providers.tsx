"use client";

import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { type ReactNode, useEffect, useState } from "react";
import { whenQuiet } from "../_charts/when-quiet";
import { ProblemError } from "../_queries/call";
import { contract } from "../_queries/contract";

/** Pages are seeded by the server and refreshed by events, so nothing is fetched again merely because it is shown. */
const makeClient = () =>
  new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: Infinity, refetchOnWindowFocus: false, refetchOnReconnect: "always",
        // A page that polls asks again every two seconds, which would begin the tries anew: all of them end before, so that a server that is away is said.
        retry: (count, error) => !(error instanceof ProblemError && error.problem.status < 500) && count < 2,
        retryDelay: (count) => 300 * 2 ** count,
      },
    },
  });

export function Providers({ children }: { children: ReactNode }) {
  const [client] = useState(makeClient);
  // Read ahead: what is done later need not wait for it, and has it should the server be away by then.
  useEffect(() => whenQuiet(() => void contract("Problem")().catch(() => undefined)), []);
  return <QueryClientProvider client={client}>{children}</QueryClientProvider>;
}
