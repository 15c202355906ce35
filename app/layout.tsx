import type { Metadata, Viewport } from "next";
import type { ReactNode } from "react";
import "@fontsource-variable/inter/wght.css";
import "@fontsource-variable/jetbrains-mono/wght.css";
import "./globals.css";
import { Providers } from "./_ui/providers";
import { SiteHeader } from "./_ui/site-header";
import { themeScript } from "./_ui/theme";

export const metadata: Metadata = {
  title: { default: "Tidemark", template: "%s · Tidemark" },
  description: "Which checkpoint to keep, and when a training run has started to get worse.",
  robots: { index: false, follow: false },
};
export const viewport: Viewport = {
  width: "device-width", initialScale: 1,
  themeColor: [{ media: "(prefers-color-scheme: light)", color: "#f6f8f8" }, { media: "(prefers-color-scheme: dark)", color: "#0c1519" }],
};

export default function RootLayout({ children }: { children: ReactNode }) {
  return (
    // The theme is set before the first paint, so the attribute may differ from what the server wrote.
    <html lang="en" suppressHydrationWarning>
      <head>
        <script dangerouslySetInnerHTML={{ __html: themeScript }} />
      </head>
      <body className="min-h-dvh">
        <a href="#main" className="sr-only-focusable button button-primary fixed left-3 top-2 z-50">Skip to the content</a>
        <Providers>
          <SiteHeader />
          <main id="main" tabIndex={-1} className="outline-none">{children}</main>
        </Providers>
      </body>
    </html>
  );
}
