import { createSignInCode } from "@/lib/contracts";
import { callApi, type Api } from "./api-client";

/** A link that signs a browser in, once, within ten minutes. @param publicUrl the address that browsers use, where it is another */
export async function signInLink(api: Api, publicUrl?: string): Promise<string> {
  const { data } = await callApi(api, createSignInCode);
  return new URL(data.path, publicUrl ?? api.url).href;
}
