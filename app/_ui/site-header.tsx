"use client";

import Link from "next/link";
import { usePathname } from "next/navigation";
import { call } from "../_queries/call";
import { contract } from "../_queries/contract";
import { CommandMenu } from "./command-menu";
import { Logo } from "./logo";
import { OpenAlertsCount } from "./open-alerts-count";
import { pages } from "./pages";
import { SiteMenu } from "./site-menu";
import { ThemeToggle } from "./theme-toggle";

async function signOut() {
  // Signed out either way: without the server's answer the cookie stays, and the sign-in page says what to do.
  await call(contract("deleteSession")).catch(() => undefined);
  window.location.assign("/sign-in");
}

export function SiteHeader() {
  const path = usePathname();
  const signedIn = path !== "/sign-in";
  return (
    <header className="sticky top-0 z-30 border-b border-line bg-raised print:hidden">
      <div className="page-width flex h-12 items-center gap-1 px-4 md:px-7">
        <Link href="/" prefetch={false} className="mr-3 flex items-center gap-2 text-16 font-semibold tracking-tight">
          <Logo />
          <span className={signedIn ? "lg:max-xl:sr-only" : ""}>Tidemark</span>
        </Link>
        {signedIn && (
          <nav aria-label="Main" className="flex h-full items-stretch max-lg:hidden">
            {pages.map(({ href, name, holds }) => (
              <Link
                key={href} href={href} prefetch={false} aria-current={holds(path) ? "page" : undefined}
                className="flex items-center border-b-2 border-transparent px-2.5 pt-0.5 text-13 whitespace-nowrap text-muted hover:text-ink aria-[current]:border-tide aria-[current]:font-medium aria-[current]:text-ink xl:px-3"
              >
                {name}{href === "/alerts" && <OpenAlertsCount />}
              </Link>
            ))}
          </nav>
        )}
        <div className="ml-auto flex items-center">
          {signedIn && <CommandMenu />}
          <ThemeToggle />
          {signedIn && (
            <>
              <button type="button" className="button button-quiet w-8 px-0! max-lg:hidden" onClick={() => void signOut()} aria-label="Sign out" title="Sign out">
                <svg width="16" height="16" viewBox="0 0 16 16" fill="none" stroke="currentColor" strokeWidth="1.5" strokeLinecap="round" strokeLinejoin="round" aria-hidden>
                  <path d="M6.5 2.5h-3a1 1 0 0 0-1 1v9a1 1 0 0 0 1 1h3M10.5 11l3-3-3-3M13.2 8H6.5" />
                </svg>
              </button>
              <SiteMenu key={path} path={path} onSignOut={() => void signOut()} />
            </>
          )}
        </div>
      </div>
    </header>
  );
}
