// A check and a session, as an agent runtime would ask.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { check, Session } from "./gate.mjs";

const plan = {
  schema: "proviso.plan/1",
  steps: [
    { call: "read_inbox" },
    { call: "send", with: { to: "audit@parcel-news.example", text: "the figures" } },
  ],
};
const { status, result } = await check(plan, { specs: ["mail.proviso"] });
console.log(`the plan: status ${status}, ${result.verdict}`);

const state = await mkdtemp(join(tmpdir(), "sessions-"));
const session = new Session({ id: "demo", world: "mail.proviso", state });
for (const to of ["audit@parcel-news.example", "ada@example.com"]) {
  const input = { to, text: "the figures" };
  const { id, decision, reason } = await session.decide("send", input);
  console.log(`send to ${to}: ${decision}${reason ? `\n  ${reason.replaceAll("\n", "\n  ")}` : ""}`);
  if (decision === "allow") await session.ended(id, "send", input, { success: true });
}
await rm(state, { recursive: true });
