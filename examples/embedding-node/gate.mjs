// Proviso from Node: a child process for each question, and JSON both ways. Nothing to install but `proviso`.
//
//   import { check, Session } from "./gate.mjs";
//
// `PROVISO` names the program where the PATH does not have it.
import { spawn } from "node:child_process";

const program = process.env.PROVISO ?? "proviso";

/** Runs the program; the answer is its exit status and its output. */
function run(args, input, { timeout = 10_000, cwd, signal } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd, signal, timeout, killSignal: "SIGKILL" });
    const out = [];
    const err = [];
    child.stdout.on("data", (data) => out.push(data));
    child.stderr.on("data", (data) => err.push(data));
    child.on("error", reject);
    child.on("close", (status) =>
      resolve({
        status,
        output: Buffer.concat(out).toString(),
        errors: Buffer.concat(err).toString(),
      }),
    );
    // The program may end before it has read everything.
    child.stdin.on("error", () => {});
    child.stdin.end(input);
  });
}

/**
 * Checks a plan. `plan` is a path, or any other value for the plan itself.
 * The result is `proviso.result/1`, or `proviso.error/1` with `status` 2.
 */
export async function check(plan, { specs = [], args = [], ...options } = {}) {
  const isPath = typeof plan === "string";
  const words = ["check", isPath ? plan : "-", "--format", "json", ...args];
  for (const spec of specs) words.push("-s", spec);
  const { status, output, errors } = await run(words, isPath ? "" : JSON.stringify(plan), options);
  // Without an answer, nothing is proved.
  if (!output.trim()) throw new Error(`proviso ended with ${status}: ${errors}`);
  return { status, result: JSON.parse(output) };
}

/** The gate of one session, kept by `proviso hook` in a folder of its own. */
export class Session {
  constructor({ id, world, state, cwd = process.cwd() }) {
    this.args = ["hook", "--host", "claude", "--world", world, "--state", state];
    this.base = { session_id: id, cwd };
    this.calls = 0;
  }

  /**
   * Whether a call may happen now: `allow`, `deny` or `ask`, with the reason.
   * Whatever is late or broken is `deny`.
   */
  async decide(tool, input, id = `${this.base.session_id}-${++this.calls}`) {
    const event = {
      ...this.base, hook_event_name: "PreToolUse", tool_name: tool, tool_input: input, tool_use_id: id,
    };
    let answer;
    try {
      answer = await run(this.args, JSON.stringify(event));
    } catch (error) {
      return { id, decision: "deny", reason: String(error) };
    }
    if (answer.status !== 0) return { id, decision: "deny", reason: answer.errors.trim() };
    if (!answer.output.trim()) return { id, decision: "allow", reason: "" };
    try {
      const said = JSON.parse(answer.output).hookSpecificOutput;
      const decision = said.permissionDecision;
      return {
        id,
        decision: decision === "allow" || decision === "ask" ? decision : "deny",
        reason: said.permissionDecisionReason ?? "",
      };
    } catch (error) {
      return { id, decision: "deny", reason: String(error) };
    }
  }

  /** Says that a call that was not denied has ended. */
  async ended(id, tool, input, response = {}) {
    const event = {
      ...this.base, hook_event_name: "PostToolUse", tool_name: tool, tool_input: input,
      tool_response: response, tool_use_id: id,
    };
    await run(this.args, JSON.stringify(event));
  }
}
