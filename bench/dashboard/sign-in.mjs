/** The cookie of a new session, as name and value. */
export async function signIn({ url, key }) {
  const answer = await fetch(`${url}/api/v1/sessions`, { method: "POST", headers: { "content-type": "application/json", origin: url }, body: JSON.stringify({ key }) });
  if (!answer.ok) throw new Error(`sign-in: ${answer.status} ${await answer.text()}`);
  return answer.headers.getSetCookie().map((one) => one.split(";")[0]).join("; ");
}
