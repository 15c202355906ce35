"use client";

import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { ProblemError } from "../_queries/call";

/** Pages are seeded by the server and refreshed by events, so nothing is fetched again merely because it is shown. */
const makeClient = () =>
  new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: Infinity, refetchOnWindowFocus: false, refetchOnReconnect: "always",
        retry: (count, error) => !(error instanceof ProblemError && error.problem.status < 500) && count < 3,
      },
    },
  });

export function Providers({ children }: { children: ReactNode }) {
  const [client] = useState(makeClient);
  return <QueryClientProvider client={client}>{children}</QueryClientProvider>;
}
