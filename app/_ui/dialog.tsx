"use client";

import * as Radix from "@radix-ui/react-dialog";
import type { ReactNode } from "react";

/** Over the page: takes the focus, keeps it, and gives it back to `returnTo`. Escape and a click beside it close it. */
export function Dialog({ title, hideTitle = false, place, returnTo, onClose, children }: {
  title: string; hideTitle?: boolean; place: "top" | "side"; returnTo: HTMLElement | null; onClose: () => void; children: ReactNode;
}) {
  const shape = place === "top"
    ? "top-[12vh] left-1/2 max-h-[72vh] w-[min(620px,calc(100vw-24px))] -translate-x-1/2 rounded-md border"
    : "inset-y-0 right-0 w-[min(560px,100vw)] border-l";
  return (
    <Radix.Root open onOpenChange={(open) => !open && onClose()}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 bg-ink/25" />
        <Radix.Content aria-describedby={undefined} onCloseAutoFocus={(event) => { event.preventDefault(); returnTo?.focus(); }} className={`fixed z-50 flex flex-col overflow-hidden border-line-strong/50 bg-raised shadow-lg outline-none print:hidden ${shape}`}>
          <div className={hideTitle ? "sr-only" : "flex items-center justify-between border-b border-line px-5 py-3"}>
            <Radix.Title className="text-16 font-semibold">{title}</Radix.Title>
            {!hideTitle && <Radix.Close className="button button-quiet">Close <kbd>Esc</kbd></Radix.Close>}
          </div>
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
