import Foundation
import Testing

/// `proviso hook` as a host starts it, its installation, and its self-test.
@Suite struct HookCommandTests {
  private static func event(
    _ command: String, id: String, host: String = "claude", in folder: URL? = nil
  ) -> Data {
    let name = host == "gemini" ? "BeforeTool" : "PreToolUse"
    let payload: [String: Any] = [
      "session_id": "s", "cwd": folder?.path ?? "/p", "hook_event_name": name, "tool_name": "Bash",
      "tool_input": ["command": command], "tool_use_id": id,
    ]
    return (try? JSONSerialization.data(withJSONObject: payload)) ?? Data()
  }

  private static func hook(
    _ scratch: Scratch, _ input: Data, host: String = "claude", more: [String] = []
  ) throws -> Outcome {
    try Executable.run(
      ["hook", "--host", host, "--world", "agent.proviso", "--state", "state"] + more,
      input: input, folder: scratch.folder)
  }

  /// A project with the hook of a host whose command names the executable of the tests.
  private static func installed(_ host: String) throws -> (Scratch, settings: URL) {
    let scratch = try Scratch()
    let made = try Executable.run(["init", "--hook", host], folder: scratch.folder)
    #expect(made.status == 0, "\(made.standardError)")
    let name = host == "codex" ? ".codex/hooks.json" : ".\(host)/settings.json"
    let file = scratch.folder.appendingPathComponent(name)
    let text = try String(contentsOf: file, encoding: .utf8)
    let path = try Executable.found.get().path
    try Data(text.replacing("proviso hook", with: "\(path) hook").utf8).write(to: file)
    return (scratch, file)
  }

  @Test(arguments: ["claude", "codex", "gemini"]) func anInstalledHookBlocks(_ host: String) throws
  {
    let (scratch, file) = try Self.installed(host)
    let test = try Executable.run(["selftest", "--host", host], folder: scratch.folder)
    #expect(test.status == 0, "\(test.standardOutput)\(test.standardError)")
    #expect(test.standardOutput.contains("The hook is installed, and it blocks."))
    // The rules protect themselves, and what is harmless gets no reply.
    let bad = try Self.hook(
      scratch, Self.event("rm agent.proviso", id: "1", host: host, in: scratch.folder),
      host: host)
    #expect(bad.status == 0 && bad.standardOutput.contains("can break"), "\(bad)")
    #expect(bad.standardOutput.contains("gate_stays"))
    let good = try Self.hook(
      scratch, Self.event("git status", id: "2", host: host, in: scratch.folder),
      host: host)
    #expect(good.status == 0 && good.standardOutput.isEmpty && good.standardError.isEmpty)
    // A hook that says nothing does not block.
    let settings = try String(contentsOf: file, encoding: .utf8)
    let path = try Executable.found.get().path
    try Data(settings.replacing("\(path) hook", with: "true proviso").utf8).write(to: file)
    let inert = try Executable.run(["selftest", "--host", host], folder: scratch.folder)
    #expect(inert.status == 1 && inert.standardOutput.contains("does not block"))
    // A hook whose program is missing blocks every call, and decides about none.
    try Data(settings.replacing("\(path) hook", with: "no-such-proviso hook").utf8).write(to: file)
    let missing = try Executable.run(["selftest", "--host", host], folder: scratch.folder)
    #expect(missing.status == 1, "\(missing)")
    #expect(missing.standardOutput.contains("does not run"), "\(missing)")
    // A file that exists is never written over.
    let again = try Executable.run(["init", "--hook", host], folder: scratch.folder)
    #expect(again.status == 2 && again.standardError.contains("already exists"))
  }

  @Test func thereIsNoHook() throws {
    let scratch = try Scratch()
    #expect(
      try Executable.run(["selftest", "--host", "claude"], folder: scratch.folder).status == 2)
  }

  @Test func whatIsBrokenBlocks() throws {
    let scratch = try Scratch()
    // There is no world.
    let none = try Self.hook(scratch, Self.event("ls", id: "1"))
    #expect(none.standardOutput.contains("\"deny\""), "\(none)")
    for input in ["", "{", "null"] {
      for host in ["claude", "gemini"] {
        let outcome = try Self.hook(scratch, Data(input.utf8), host: host)
        #expect(outcome.status == 2 && !outcome.standardError.isEmpty)
      }
      let codex = try Self.hook(scratch, Data(input.utf8), host: "codex")
      #expect(codex.status == 0 && codex.standardOutput.contains("\"deny\""))
    }
    // The folder for sessions cannot be made.
    let other = try Scratch()
    try other.write("state", "a file")
    #expect(try Self.hook(other, Self.event("ls", id: "1")).status == 2)
    // Wrong usage blocks, too.
    let usage = try Executable.run(["hook", "--host", "claude"], folder: scratch.folder)
    #expect(usage.status == 2)
  }

  /// A hook that has no decision in time denies, whatever it is doing.
  @Test(arguments: ["claude", "gemini", "codex"]) func whatIsLateBlocks(_ host: String) throws {
    let scratch = try Scratch()
    try scratch.write("agent.proviso", "world w\nuse \"proviso:tools.proviso\"\n")
    // A pipe that nobody writes to: the event never ends.
    let process = Process()
    process.executableURL = try Executable.found.get()
    process.arguments = [
      "hook", "--host", host, "--world", "agent.proviso", "--state", "state", "--deadline", "1",
    ]
    process.currentDirectoryURL = scratch.folder
    let (input, output, errors) = (Pipe(), Pipe(), Pipe())
    process.standardInput = input
    process.standardOutput = output
    process.standardError = errors
    let start = ContinuousClock.now
    try process.run()
    let text = String(
      decoding: try output.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
    let complaint = String(
      decoding: try errors.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
    process.waitUntilExit()
    #expect(ContinuousClock.now - start < .seconds(60))
    if host == "codex" {
      #expect(process.terminationStatus == 0 && text.contains("\"deny\""), "\(text)")
    } else {
      #expect(process.terminationStatus == 2, "\(complaint)")
    }
    #expect((text + complaint).contains("there was no decision within 4 s"), "\(text)\(complaint)")
    try input.fileHandleForWriting.close()
  }

  /// A fault of the program denies, whatever the hook is doing: hosts go on where a signal ends a hook.
  @Test(arguments: ["claude", "gemini", "codex"], [SIGSEGV, SIGBUS, SIGILL])
  func faultsBlock(_ host: String, _ fault: Int32) throws {
    let scratch = try Scratch()
    try scratch.write("agent.proviso", "world w\nuse \"proviso:tools.proviso\"\n")
    let process = Process()
    process.executableURL = try Executable.found.get()
    process.arguments = ["hook", "--host", host, "--world", "agent.proviso", "--state", "state"]
    process.currentDirectoryURL = scratch.folder
    let (input, output, errors) = (Pipe(), Pipe(), Pipe())
    process.standardInput = input
    process.standardOutput = output
    process.standardError = errors
    try process.run()
    // More than a pipe holds: when all of it is written, the hook reads.
    try input.fileHandleForWriting.write(contentsOf: Data(repeating: 0x20, count: 300_000))
    kill(process.processIdentifier, fault)
    let text = String(
      decoding: try output.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
    let complaint = String(
      decoding: try errors.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
    process.waitUntilExit()
    #expect(process.terminationReason == .exit)
    if host == "codex" {
      #expect(process.terminationStatus == 0 && text.contains("\"deny\""), "\(text)")
    } else {
      #expect(process.terminationStatus == 2, "\(complaint)")
    }
    #expect((text + complaint).contains("a fault of the program or of the solver"))
    try input.fileHandleForWriting.close()
  }

  /// Hooks that are killed at any moment lose no line, and leave nothing behind that stops others.
  @Test func killedHooks() throws {
    let (scratch, _) = try Self.installed("claude")
    let executable = try Executable.found.get()
    for number in 0..<8 {
      let process = Process()
      process.executableURL = executable
      process.arguments = [
        "hook", "--host", "claude", "--world", "agent.proviso", "--state", "state",
      ]
      process.currentDirectoryURL = scratch.folder
      let input = Pipe()
      process.standardInput = input
      process.standardOutput = FileHandle.nullDevice
      process.standardError = FileHandle.nullDevice
      try process.run()
      let event = Self.event("mkdir d\(number)", id: "k\(number)", in: scratch.folder)
      DispatchQueue.global().async {
        try? input.fileHandleForWriting.write(contentsOf: event)
        try? input.fileHandleForWriting.close()
      }
      Thread.sleep(forTimeInterval: 0.03 * Double(number))
      kill(process.processIdentifier, SIGKILL)
      process.waitUntilExit()
    }
    let after = try Self.hook(
      scratch, Self.event("rm agent.proviso", id: "after", in: scratch.folder))
    #expect(after.status == 0 && after.standardOutput.contains("\"deny\""), "\(after)")
    let audit = try Executable.run(
      ["audit", "verify", "state/audit.jsonl"], folder: scratch.folder)
    #expect(audit.status == 0, "\(audit.standardOutput)\(audit.standardError)")
  }

  private static func shell(_ script: String, in folder: URL) throws -> Int32 {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = ["-c", "{ \(script); } > log 2>&1"]
    process.currentDirectoryURL = folder
    process.environment = ProcessInfo.processInfo.environment.merging(
      ["CHECKPOINT_DISABLE": "1", "TF_CLI_CONFIG_FILE": "/dev/null"]) { $1 }
    try process.run()
    process.waitUntilExit()
    return process.terminationStatus
  }

  /// The plans that calls apply, with the real terraform: the incident with the state file of something
  /// else is stopped where the state is replaced and where its destroy is applied, and the safe way passes.
  @Test(.enabled(if: RepairRealityTests.isReady, "terraform is not on the PATH"))
  func plansAreShownAndChecked() throws {
    let scratch = try Scratch()
    try scratch.write(
      "main.tf",
      """
      resource "terraform_data" "production" { input = "database" }
      resource "terraform_data" "duplicate" { input = "database" }
      """)
    try scratch.write(
      "keep.proviso",
      """
      spec keep for terraform
      invariant production_stays "Production stays" {
        every d in deletions { d.resource.name != "production" }
      }
      """)
    let prepared = try Self.shell(
      "terraform init && terraform apply -auto-approve && terraform plan -destroy -out=all && "
        + "terraform plan -destroy -target=terraform_data.duplicate -out=some", in: scratch.folder)
    try #require(prepared == 0)
    #expect(try Executable.run(["init", "--hook", "claude"], folder: scratch.folder).status == 0)
    func decision(_ command: String, _ id: String, _ more: [String] = ["--run-terraform"]) throws
      -> String
    {
      try Self.hook(
        scratch, Self.event(command, id: id, in: scratch.folder),
        more: ["-s", "keep.proviso"] + more
      ).standardOutput
    }
    let swap = try decision("cp ../archive/terraform.tfstate terraform.tfstate", "1")
    #expect(swap.contains("\"deny\"") && swap.contains("states_stay"), "\(swap)")
    let unplanned = try decision("terraform destroy -auto-approve", "2")
    #expect(unplanned.contains("\"deny\"") && unplanned.contains("Plan first"), "\(unplanned)")
    let all = try decision("terraform apply all", "3")
    #expect(all.contains("\"deny\"") && all.contains("production_stays"), "\(all)")
    let unread = try decision("terraform apply some", "4", [])
    #expect(unread.contains("\"ask\""), "\(unread)")
    let turn = Data(#"{"session_id":"s","hook_event_name":"UserPromptSubmit"}"#.utf8)
    #expect(try Self.hook(scratch, turn).status == 0)
    #expect(try decision("terraform apply some", "5").isEmpty)
    let log = try String(
      contentsOf: scratch.folder.appendingPathComponent("state/audit.jsonl"), encoding: .utf8)
    #expect(log.contains(#""plans": [{"path": "some", "sha256": "#), "\(log)")
  }

  /// A person approves at a terminal, which `script` of util-linux makes; without one nothing is approved.
  @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/script")))
  func aPersonApproves() throws {
    let (scratch, _) = try Self.installed("codex")
    func ask(_ id: String) throws -> String {
      try Self.hook(
        scratch, Self.event("make deploy", id: id, host: "codex", in: scratch.folder), host: "codex"
      ).standardOutput
    }
    let asked = try ask("1")
    let digest = String(try #require(asked.firstMatch(of: /proviso approve ([0-9a-f]{8})/)).1)
    let pending = try Executable.run(["pending", "--state", "state"], folder: scratch.folder)
    #expect(pending.status == 1 && pending.standardOutput.contains("make deploy"), "\(pending)")
    let path = try Executable.found.get().path
    let alone = try Self.shell(
      "setsid \(path) approve \(digest) --state state < /dev/null", in: scratch.folder)
    #expect(alone == 2)
    for (typed, status) in [("no", Int32(1)), (digest, 0)] {
      let approved = try Self.shell(
        "(sleep 1; echo \(typed); sleep 1) | script -qec '\(path) approve \(digest) --state state' "
          + "/dev/null", in: scratch.folder)
      #expect(approved == status)
    }
    #expect(try ask("2").isEmpty)
    #expect(try ask("3").contains("deny"))
    let audit = try Executable.run(
      ["audit", "verify", "state/audit.jsonl"], folder: scratch.folder)
    #expect(audit.status == 0, "\(audit)")
  }

  private static func line(_ id: String, _ command: String, in folder: URL, after: String? = nil)
    -> String
  {
    """
    {"type":"assistant","uuid":"a\(id)","parentUuid":\(after.map { "\"u\($0)\"" } ?? "null"),"sessionId":"s","cwd":"\(folder.path)","message":{"role":"assistant","content":\
    [{"type":"tool_use","id":"\(id)","name":"Bash","input":{"command":"\(command)"}}]}}
    {"type":"user","uuid":"u\(id)","parentUuid":"a\(id)","sessionId":"s","cwd":"\(folder.path)","message":{"role":"user","content":\
    [{"type":"tool_result","tool_use_id":"\(id)","content":"ok"}]}}

    """
  }

  /// A transcript that grows, with its last line torn at first.
  @Test func aTranscriptIsMonitored() throws {
    let (scratch, _) = try Self.installed("claude")
    let good = Self.line("t1", "ls", in: scratch.folder)
    let bad = Self.line("t2", "rm agent.proviso", in: scratch.folder, after: "t1")
    let all = good + bad
    for (text, status, said) in [
      (good, Int32(0), false), (good + bad.prefix(60), 3, false), (all, 1, true),
      (String(all.dropLast()), 1, true),
    ] {
      try scratch.write("session.jsonl", String(text))
      let outcome = try Executable.run(
        ["monitor", "session.jsonl", "--world", "agent.proviso", "--once", "--quiet"],
        folder: scratch.folder)
      #expect(outcome.status == status, "\(outcome)")
      #expect(outcome.standardOutput.contains("gate_stays") == said)
    }
    let json = try Executable.run(
      ["monitor", "session.jsonl", "--world", "agent.proviso", "--once", "--format", "json"],
      folder: scratch.folder)
    let object = try JSONSerialization.jsonObject(
      with: Data((json.standardOutput.split(separator: "\n").last ?? "").utf8))
    #expect((object as? [String: Any])?["call"] as? String == "t2", "\(json)")
    // A report comes before the end of a transcript that grows, and an interruption ends it with the status.
    try scratch.write("live.jsonl", good)
    let path = try Executable.found.get().path
    let live = try Self.shell(
      "\(path) monitor live.jsonl --world agent.proviso --quiet > out & p=$!; sleep 2; "
        + "cat session.jsonl | tail -n 2 >> live.jsonl; for i in 1 2 3 4 5 6 7 8 9; do sleep 1; "
        + "grep -q gate_stays out && break; done; kill -INT $p; wait $p", in: scratch.folder)
    #expect(live == 1)
    // Calls that the transcript does not have could have done anything.
    try scratch.write("cut.jsonl", good + Self.line("t2", "ls", in: scratch.folder))
    let cut = try Executable.run(
      ["monitor", "cut.jsonl", "--world", "agent.proviso", "--once"], folder: scratch.folder)
    #expect(cut.status == 3 && cut.standardOutput.contains("calls are missing"), "\(cut)")
    let none = try Executable.run(
      ["monitor", "none.jsonl", "--world", "agent.proviso", "--once"], folder: scratch.folder)
    #expect(none.status == 2)
  }
}
