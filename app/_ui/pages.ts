/** Every page that the header and the palette lead to. */
export const pages = [
  { href: "/", name: "Runs", holds: (path: string) => path === "/" || path.startsWith("/runs") },
  { href: "/compare", name: "Compare", holds: (path: string) => path.startsWith("/compare") },
  { href: "/alerts", name: "Alerts", holds: (path: string) => path.startsWith("/alerts") },
  { href: "/models", name: "Models", holds: (path: string) => path.startsWith("/models") },
  { href: "/prompt-sets", name: "Prompt sets", holds: (path: string) => path.startsWith("/prompt-sets") },
  { href: "/settings", name: "Settings", holds: (path: string) => path.startsWith("/settings") },
  { href: "/get-started", name: "Get started", holds: (path: string) => path.startsWith("/get-started") },
] as const;
