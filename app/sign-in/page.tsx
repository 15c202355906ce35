import type { Metadata } from "next";
import { Logo } from "../_ui/logo";
import { SignInForm } from "./sign-in-form";

export const metadata: Metadata = { title: "Sign in" };

export default async function SignInPage({ searchParams }: { searchParams: Promise<Record<string, string | string[] | undefined>> }) {
  const { next } = await searchParams;
  return (
    <div className="mx-auto w-full max-w-[440px] px-4 pt-[max(48px,12vh)] pb-16">
      <div className="mb-6 flex items-center gap-3">
        <Logo size={36} />
        <h1 className="text-20">Sign in to Tidemark</h1>
      </div>
      <SignInForm next={typeof next === "string" ? next : "/"} />
    </div>
  );
}
