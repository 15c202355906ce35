"use client";

import Link from "next/link";
import { usePathname } from "next/navigation";
import { deleteSession } from "@/lib/contracts/access";
import { call } from "../_queries/call";
import { Logo } from "./logo";
import { ThemeToggle } from "./theme-toggle";

const places = [
  { href: "/", name: "Runs", holds: (path: string) => path === "/" || path.startsWith("/runs") },
  { href: "/models", name: "Models", holds: (path: string) => path.startsWith("/models") },
  { href: "/get-started", name: "Get started", holds: (path: string) => path.startsWith("/get-started") },
];

async function signOut() {
  // Signed out either way: without the server's answer the cookie stays, and the sign-in page says what to do.
  await call(deleteSession).catch(() => undefined);
  window.location.assign("/sign-in");
}

export function SiteHeader() {
  const path = usePathname();
  const signedIn = path !== "/sign-in";
  return (
    <header className="sticky top-0 z-30 border-b border-line bg-raised">
      <div className="page-width flex h-12 items-center gap-1 px-4 md:px-7">
        <Link href="/" className="mr-3 flex items-center gap-2 text-16 font-semibold tracking-tight">
          <Logo />
          <span className={signedIn ? "max-[430px]:sr-only" : ""}>Tidemark</span>
        </Link>
        {signedIn && (
          <nav aria-label="Main" className="flex h-full items-stretch">
            {places.map(({ href, name, holds }) => (
              <Link
                key={href} href={href} aria-current={holds(path) ? "page" : undefined}
                className="flex items-center border-b-2 border-transparent px-2.5 pt-0.5 text-13 whitespace-nowrap text-muted hover:text-ink aria-[current]:border-tide aria-[current]:font-medium aria-[current]:text-ink md:px-3"
              >
                {name}
              </Link>
            ))}
          </nav>
        )}
        <div className="ml-auto flex items-center">
          <ThemeToggle />
          {signedIn && (
            <button type="button" className="button button-quiet max-[430px]:w-8 max-[430px]:px-0!" onClick={() => void signOut()} aria-label="Sign out">
              <svg width="16" height="16" viewBox="0 0 16 16" fill="none" stroke="currentColor" strokeWidth="1.5" strokeLinecap="round" strokeLinejoin="round" aria-hidden>
                <path d="M6.5 2.5h-3a1 1 0 0 0-1 1v9a1 1 0 0 0 1 1h3M10.5 11l3-3-3-3M13.2 8H6.5" />
              </svg>
              <span className="max-[430px]:sr-only">Sign out</span>
            </button>
          )}
        </div>
      </div>
    </header>
  );
}
