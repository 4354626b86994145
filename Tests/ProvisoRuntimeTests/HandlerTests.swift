import Foundation
import Proviso
import ProvisoKernel
import Testing

@testable import ProvisoRuntime

/// A hook from the event to the reply, with its sessions and its log.
@Suite struct HandlerTests {
  private static let world = """
    world backup
    entity Store { name: String  var saved: Bool = false  var gone: Bool = false }
    object orders: Store { name: "orders" }
    action save(store: Store) { store.saved = true }
    action drop(store: Store) { store.gone = true }
    invariant saved "Only what is saved is dropped" { not orders.gone or orders.saved }
    """

  private let folder = NSTemporaryDirectory() + "proviso-hook-\(UUID().uuidString)"

  private func handler(
    _ host: HookHost = .claude, world: String = world, usesApprovals: Bool = false,
    observes: Bool = false
  ) throws -> HookHandler {
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    return HookHandler(
      host,
      rules: SessionRules(
        world: .text(world, name: "w.proviso"), verifier: Verifier(), usesApprovals: usesApprovals,
        folder: folder, observes: observes))
  }

  private func event(
    _ name: String, _ tool: String, id: String?, session: String = "s", more: String = ""
  ) -> [UInt8] {
    let identity = id.map { #","tool_use_id":"\#($0)""# } ?? ""
    return Array(
      """
      {"session_id":"\(session)","hook_event_name":"\(name)","tool_name":"\(tool)",
       "tool_input":{"store":"orders"}\(identity)\(more)}
      """.utf8)
  }

  @Test func aSessionIsRemembered() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let handler = try handler()
    #expect(handler.reply(to: event("PreToolUse", "drop", id: "1")).output.contains("deny"))
    #expect(handler.reply(to: event("PreToolUse", "save", id: "2")) == .silent)
    // Its outcome is not known yet.
    #expect(handler.reply(to: event("PreToolUse", "drop", id: "3")).output.contains("deny"))
    #expect(handler.reply(to: event("PostToolUse", "save", id: "2")) == .silent)
    #expect(handler.reply(to: event("PreToolUse", "drop", id: "4")) == .silent)
    // Another session has saved nothing.
    let other = event("PreToolUse", "drop", id: "1", session: "t")
    #expect(handler.reply(to: other).output.contains("deny"))
    // One id stands for one call.
    #expect(handler.reply(to: event("PreToolUse", "save", id: "4")).output.contains("deny"))
    let log = try AuditVerification(of: handler.rules.log)
    #expect(log.mistake == nil && log.lines == 7)
  }

  /// A later process does not take calls that overlapped to be in order.
  @Test(arguments: [["1", "2"], ["2", "1"]])
  func callsThatOverlappedAreNotOrdered(_ ends: [String]) throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let handler = try handler(
      world: """
        world lock
        entity Store { name: String }
        var locked: Bool = false
        var written: Bool = false
        action lock(store: Store) { locked = true }
        action unlock(store: Store) { locked = false }
        action write(store: Store) { written = true }
        invariant held "Nothing is written without the lock" { not written or locked }
        """)
    let tools = ["1": "unlock", "2": "lock"]
    for id in ["1", "2"] {
      #expect(handler.reply(to: event("PreToolUse", tools[id] ?? "", id: id)) == .silent)
    }
    for id in ends { _ = handler.reply(to: event("PostToolUse", tools[id] ?? "", id: id)) }
    #expect(handler.reply(to: event("PreToolUse", "write", id: "3")).output.contains("deny"))
    #expect(handler.reply(to: event("PreToolUse", "lock", id: "4")) == .silent)
    _ = handler.reply(to: event("PostToolUse", "lock", id: "4"))
    #expect(handler.reply(to: event("PreToolUse", "write", id: "5")) == .silent)
  }

  /// A file that could be changed through another name is not used.
  @Test(arguments: ["hard link", "link"])
  func filesOfTheGateHaveOneName(_ kind: String) throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let handler = try handler()
    #expect(handler.reply(to: event("PreToolUse", "save", id: "1")) == .silent)
    _ = try ApprovalStore(in: folder)
    let session = try SessionStore(session: "s", in: folder).path
    for path in [session, "\(folder)/approvals.sqlite", handler.rules.log.path] {
      let other = path + ".other"
      if kind == "link" {
        try FileManager.default.moveItem(atPath: path, toPath: other)
        try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: other)
      } else {
        try FileManager.default.linkItem(atPath: path, toPath: other)
      }
      if path.contains("approvals") {
        #expect(throws: ApprovalStore.Failure.self) { try ApprovalStore(in: folder) }
      } else {
        let reply = handler.reply(to: event("PreToolUse", "save", id: path))
        #expect(reply.status == 2, "\(path): \(reply)")
      }
      try FileManager.default.removeItem(atPath: path)
      try FileManager.default.moveItem(atPath: other, toPath: path)
    }
    #expect(handler.reply(to: event("PreToolUse", "save", id: "2")) == .silent)
  }

  /// Projects that share a folder have their own sessions. Where they use the same name, one session has the
  /// calls of both, and a call that only one world describes is never taken for harmless by the other.
  @Test func twoProjectsShareAFolder() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let first = try handler()
    let second = try handler(
      world: """
        world other
        entity Store { name: String  var burnt: Bool = false }
        action burn(store: Store) { store.burnt = true }
        action paint(store: Store) {}
        invariant whole "Nothing burns" { every s in Store { not s.burnt } }
        """)
    #expect(first.reply(to: event("PreToolUse", "save", id: "1")) == .silent)
    _ = first.reply(to: event("PostToolUse", "save", id: "1"))
    let own = event("PreToolUse", "paint", id: "1", session: "t")
    #expect(second.reply(to: own) == .silent)
    // An id stands for one call of a session, whichever project made it.
    #expect(second.reply(to: event("PreToolUse", "paint", id: "1")).output.contains("deny"))
    let burning = second.reply(to: event("PreToolUse", "burn", id: "2")).output
    #expect(burning.contains("No action describes `save`"), "\(burning)")
    let meeting = second.reply(to: event("PreToolUse", "paint", id: "3")).output
    #expect(meeting.contains("\"ask\""), "\(meeting)")
    // The first project still knows what it has saved.
    #expect(
      first.reply(to: event("PreToolUse", "drop", id: "4", session: "u")).output.contains("deny"))
  }

  @Test func callsWithoutNames() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let handler = try handler(.gemini)
    #expect(handler.reply(to: event("BeforeTool", "save", id: nil)) == .silent)
    #expect(handler.reply(to: event("AfterTool", "save", id: nil)) == .silent)
    #expect(handler.reply(to: event("BeforeTool", "drop", id: nil)) == .silent)
    let entries = try SessionStore(session: "s", in: folder).entries()
    #expect(entries.map(\.outcome) == [.succeeded, nil])
  }

  /// A call that a person refused has no event of its own; the end of the turn says that it is over.
  @Test(arguments: [
    (HookHost.claude, "Stop"), (.claude, "UserPromptSubmit"), (.codex, "Stop"),
    (.gemini, "AfterAgent"), (.claude, "SessionStart"),
  ])
  func aTurnEnds(_ host: HookHost, _ name: String) throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let handler = try handler(host)
    let before = host == .gemini ? "BeforeTool" : "PreToolUse"
    #expect(handler.reply(to: event(before, "save", id: "1")) == .silent)
    _ = handler.reply(to: event(before, "unheard", id: "2"))
    let end = Array(#"{"session_id":"s","hook_event_name":"\#(name)"}"#.utf8)
    #expect(handler.reply(to: end) == .silent)
    // A call that was allowed can still be running.
    let outcomes = try SessionStore(session: "s", in: folder).entries().map(\.outcome)
    #expect(outcomes == [nil, host == .claude ? .failed : nil])
  }

  /// The agent writes its plan, which is proved and followed; a changed plan is a question.
  @Test func aDeclaredPlan() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let path = folder + ".plan.yaml"
    defer { try? FileManager.default.removeItem(atPath: path) }
    let handler = HookHandler(
      .claude,
      rules: SessionRules(
        world: .text(Self.world, name: "w.proviso"), verifier: Verifier(), plan: path,
        folder: folder, observes: false))
    func write(_ calls: [String]) throws {
      let steps = calls.map { "  - call: \($0)\n    with: { store: orders }\n" }.joined()
      try Data("schema: proviso.plan/1\nsteps:\n\(steps)".utf8).write(
        to: URL(fileURLWithPath: path))
    }
    func decision(_ tool: String, _ id: String) -> String {
      handler.reply(to: event("PreToolUse", tool, id: id)).output
    }
    let none = decision("save", "1")
    #expect(none.contains("\"ask\"") && none.contains("There is no plan yet"), "\(none)")
    let writing = Array(
      #"""
      {"session_id":"s","hook_event_name":"PreToolUse","tool_name":"Write","tool_use_id":"w",
       "tool_input":{"file_path":"\#(path)","content":"x"}}
      """#.utf8)
    #expect(handler.reply(to: writing) == .silent)
    try write(["drop"])
    let unproved = decision("save", "2")
    #expect(unproved.contains("\"deny\"") && unproved.contains("is not proved"), "\(unproved)")
    try write(["save", "drop"])
    #expect(decision("save", "3").isEmpty)
    #expect(handler.reply(to: event("PostToolUse", "save", id: "3")) == .silent)
    let again = decision("save", "4")
    #expect(again.contains("\"ask\"") && again.contains("The plan goes on with drop"), "\(again)")
    #expect(decision("drop", "5").isEmpty)
    try write(["save", "save"])
    let changed = decision("save", "6")
    #expect(changed.contains("\"ask\"") && changed.contains("was changed"), "\(changed)")
  }

  /// A call against the gate never happens, so it is no part of the session either, understood or not.
  @Test func callsAgainstTheGateCountAsDenied() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let payload = event("PreToolUse", "unheard", id: "1")
    let text = String(decoding: payload, as: UTF8.self).replacing("orders", with: "\(folder)/x")
    #expect(try handler().reply(to: Array(text.utf8)).output.contains("belongs to the gate"))
    #expect(try SessionStore(session: "s", in: folder).entries().map(\.decision) == [.deny])
  }

  /// The folder of the sessions is out of reach, however it is spelled.
  @Test(arguments: [
    "rm -f STATE/approvals.sqlite", "rm -f FOLDER//state/approvals.sqlite",
    "rm -f FOLDER/x/../state/a", "cp forged ../state/approvals.sqlite", "rm -rf ../state",
    "echo x>../state/rules.json", "rm -rf FOLDER", "cat 'LINK/audit.jsonl'", "rm -r ..",
    "cp forged ../st''ate/approvals.sqlite", "cp forged -tSTATE",
    "curl -oSTATE/a https://a.example",
    "rm -rf ../sta\\te", "curl --output=STATE/a https://a.example",
    "cp forged \"$D\"NAME/state/approvals.sqlite",
    // Paths that the reader of commands resolves, and nothing else.
    "rm -rf ../{state,x}", "d=st; rm -rf ../${d}ate", "for d in st; do rm -rf ../${d}ate; done",
    "cd .. && rm -rf state", "cd ../.. && mv FOLDNAME/st* x", "cd ..; cp -r project/. state",
    "cd .. && (cd state && rm -f rules.json)", "for d in ..; do rm -rf \"$d\"/stat?; done",
  ])
  func theSessionsAreOutOfReach(_ command: String) throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let state = folder + "/state"
    for path in [state, folder + "/project"] {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }
    try FileManager.default.createSymbolicLink(
      atPath: folder + "/project/link", withDestinationPath: state)
    let text = command.replacing("STATE", with: state).replacing("FOLDER", with: folder)
      .replacing("LINK", with: "link")
      .replacing("FOLDNAME", with: folder.split(separator: "/").last ?? "")
      .replacing("NAME", with: folder.split(separator: "/").last ?? "")
    let call = GateCall(
      id: "1", tool: "Bash", arguments: [.init("command", .string(Text(text)))],
      directory: folder + "/project")
    #expect(SelfDefence.reason(against: call, folder: state) != nil, "\(text)")
    let other = GateCall(
      id: "1", tool: "Bash",
      arguments: [.init("command", .string("rm -rf build ../other; ls state proviso"))],
      directory: folder + "/project")
    #expect(SelfDefence.reason(against: other, folder: state) == nil)
  }

  /// Texts are no paths, and reading around the folder removes nothing.
  @Test(arguments: [
    ("Write", "content", "import os\n# find the sum, rm -rf ~\nx = a / b\n"),
    ("Write", "content", "Run proviso approve DIGEST. Use git to clone; the ratio a / b matters."),
    ("Edit", "old_string", "git / a"), ("TodoWrite", "todos", "find out a / b"),
    ("WebSearch", "query", "how to find files in / and rm them"),
    ("Bash", "command", "cd .. && git status"), ("Bash", "command", "git diff ../.."),
    ("Bash", "command", "git log --oneline -- .."), ("Bash", "command", "ls / && mv a b"),
    ("Bash", "command", "find ~ -maxdepth 1 -name x"), ("Bash", "command", "find / -name foo"),
    ("Bash", "command", "git commit -m 'rm stale files in / and ~'"),
    ("Bash", "command", "git commit -m 'document proviso approve'"),
    ("Bash", "command", "grep -rn proviso docs | grep approve"),
    ("Bash", "command", "echo state/proviso/x"),
    ("Bash", "command", "cat docs/state/proviso/readme.md"), ("Bash", "command", "npm test; ls .."),
  ])
  func nothingIsSeenWhereNothingIs(_ tool: String, _ name: String, _ text: String) throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let state = folder + "/state/proviso"
    for path in [state, folder + "/project"] {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }
    let call = GateCall(
      id: "1", tool: tool,
      arguments: (tool == "Bash" ? [] : [.init("file_path", .string("x.py"))])
        + [.init(name, .string(Text(text)))],
      directory: folder + "/project")
    #expect(SelfDefence.reason(against: call, folder: state) == nil)
  }

  /// A tool of a server that removes things can remove a folder around the sessions, too.
  @Test(arguments: [
    ("mcp__files__delete_file", true), ("mcp__files__moveDirectory", true),
    ("mcp__files__list_directory", false), ("Read", false), ("Edit", false),
  ])
  func toolsOfServers(_ tool: String, _ isDenied: Bool) throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let state = folder + "/state"
    for path in [state, folder + "/project"] {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }
    for (path, expected) in [(folder, isDenied), ("..", isDenied), (state, true), ("src", false)] {
      let call = GateCall(
        id: "1", tool: tool, arguments: [.init("path", .string(Text(path)))],
        directory: folder + "/project")
      #expect((SelfDefence.reason(against: call, folder: state) != nil) == expected, "\(path)")
    }
  }

  /// A program that is replaced by another one answers nothing any more.
  @Test(arguments: [
    ("cp /bin/true ../tools/proviso", true), ("rm -rf ../tools", true), ("mv ../tools x", true),
    ("echo > ../tools/proviso", true), ("cp libz3.so.4 ../tools/", true),
    ("ln -sf /bin/true ../tools/proviso", true), ("../tools/proviso --version", false),
    ("ls ../tools", false), ("cp ../tools/proviso copy", false), ("rm ../tools/other", false),
  ])
  func theProgramStays(_ command: String, _ isDenied: Bool) throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    for path in [folder + "/tools", folder + "/project"] {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }
    let call = GateCall(
      id: "1", tool: "Bash", arguments: [.init("command", .string(Text(command)))],
      directory: folder + "/project")
    let reason = SelfDefence.reason(
      against: call, folder: folder + "/state", program: [folder + "/tools/proviso"])
    // A command without a contract is asked about in any case.
    #expect((reason != nil) == (isDenied && !command.hasPrefix("ln")), "\(command)")
  }

  /// The rules protect their file by its path; a link to it is another path.
  @Test(arguments: [
    ("echo x > docs/agent.proviso", true), ("echo x > notes.md", true),
    ("cat agent.proviso", false), ("cat ./docs/../agent.proviso", false),
    ("echo x > other.md", false), ("cd docs && rm agent.proviso", true),
    ("rm -rf docs/docs/.claude", true), ("rm -rf docs/", true), ("rm -rf docs/src", false),
  ])
  func linksToTheRules(_ command: String, _ isDenied: Bool) throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let project = folder + "/project"
    try FileManager.default.createDirectory(atPath: project, withIntermediateDirectories: true)
    try Data("world w".utf8).write(to: URL(fileURLWithPath: project + "/agent.proviso"))
    try FileManager.default.createDirectory(
      atPath: project + "/.claude", withIntermediateDirectories: true)
    for (link, target) in [("docs", "."), ("notes.md", "agent.proviso")] {
      try FileManager.default.createSymbolicLink(
        atPath: "\(project)/\(link)", withDestinationPath: target)
    }
    let call = GateCall(
      id: "1", tool: "Bash", arguments: [.init("command", .string(Text(command)))],
      directory: project)
    let reason = SelfDefence.reason(
      against: call, folder: folder + "/state", world: project + "/agent.proviso")
    #expect((reason != nil) == isDenied, "\(reason ?? "")")
  }

  /// A person approves exactly one call, once, and what breaks a rule by now is denied all the same.
  @Test func approvals() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let handler = try handler(.codex)
    func decision(_ tool: String, _ id: String, _ store: String = "orders") -> String {
      let text = String(decoding: event("PreToolUse", tool, id: id), as: UTF8.self)
      return handler.reply(to: Array(text.replacing("orders", with: store).utf8)).output
    }
    let first = decision("launch", "1")
    #expect(first.contains("\"deny\"") && first.contains("proviso approve"), "\(first)")
    let store = try ApprovalStore(in: folder)
    let request = try #require(try store.waiting(now: Approvals.now).first?.request)
    #expect(request.tool == "launch" && request.arguments == #"{"store": "orders"}"#)
    #expect(first.contains(request.digest.prefix(8)))
    let soon = Approvals.now + 60
    try store.approve(request.digest, by: "alice", at: Approvals.now, until: soon)
    // Other values are another call.
    #expect(decision("launch", "2", "customers").contains("\"deny\""))
    #expect(decision("launch", "3").isEmpty)
    #expect(decision("launch", "4").contains("\"deny\""))
    let log = try String(contentsOfFile: handler.rules.log.path, encoding: .utf8)
    #expect(log.contains("was approved by alice"))
    // An approval ends.
    try store.approve(request.digest, by: "alice", at: Approvals.now - 9, until: Approvals.now - 1)
    #expect(decision("launch", "5").contains("\"deny\""))
    // A clock that is set back makes none live longer.
    try store.approve(
      request.digest, by: "alice", at: Approvals.now + 600, until: Approvals.now + 900)
    #expect(try store.waiting(now: Approvals.now).first?.approvers == [])
    #expect(decision("launch", "6").contains("\"deny\""))
    #expect(throws: ApprovalStore.Failure.self) {
      try store.approve("none", by: "alice", at: Approvals.now, until: soon)
    }
    for (command, reason) in [
      ("proviso approve 12345678", "Only a person"), ("rm -r \(folder)", "belongs to the gate"),
      // A copy of a folder replaces what is below its target.
      ("cp -rT evil \(NSTemporaryDirectory())", "belongs to the gate"),
      ("aws s3 sync s3://empty \(NSTemporaryDirectory()) --delete", "belongs to the gate"),
      ("gcloud storage cp -r gs://e \(NSTemporaryDirectory())", "belongs to the gate"),
    ] {
      let attack = handler.reply(
        to: Array(
          #"""
          {"session_id":"s","hook_event_name":"PreToolUse","tool_name":"Bash","tool_use_id":"\#(reason)",
           "tool_input":{"command":"\#(command)"}}
          """#.utf8))
      #expect(attack.output.contains(reason), "\(attack)")
    }
  }

  /// A rule can ask for two persons, none of them the one whom the agent works for.
  @Test func twoPersons() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let handler = try handler(
      .claude,
      world: """
        world pay
        var paid: Bool = false
        action check() returns ok: Bool {}
        action pay(store: String) { paid = true }
        invariant checked "Only what is checked is paid" tags "two-people" {
          every p in calls where p.tool == "pay" {
            whenever p starts { some c in calls where c.tool == "check" and c.output == true }
          }
        }
        """, usesApprovals: true)
    func decision(_ id: String) -> String {
      handler.reply(to: event("PreToolUse", "unheard", id: id)).output
    }
    let first = decision("1")
    #expect(first.contains("can approve exactly this call"), "\(first)")
    let store = try ApprovalStore(in: folder)
    // A call that is not understood can be about this rule, too.
    let request = try #require(try store.waiting(now: Approvals.now).first?.request)
    #expect(request.needed == 2)
    let soon = Approvals.now + 60
    #expect(throws: ApprovalStore.Failure.self) {
      try store.approve(request.digest, by: Approvals.user, at: Approvals.now, until: soon)
    }
    try store.approve(request.digest, by: "alice", at: Approvals.now, until: soon)
    try store.approve(request.digest, by: "alice", at: Approvals.now, until: soon)
    #expect(try store.take(request, now: Approvals.now) == nil)
    try store.approve(request.digest, by: "bob", at: Approvals.now, until: soon)
    #expect(try store.take(request, now: Approvals.now) == ["alice", "bob"])
    #expect(try store.take(request, now: Approvals.now) == nil)
  }

  /// The users of a group can approve each other's calls only if all of them can write the files.
  @Test(arguments: [(0o2770, 0o660), (0o770, 0o600), (0o700, 0o600)])
  func sharedFolders(_ rights: Int, _ expected: Int) throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    #expect(chmod(folder, mode_t(rights)) == 0)
    let handler = try handler(.codex)
    // The mask belongs to the whole process, so only rights that it leaves can be told here.
    let kept = ~Int(umask(0o077))
    umask(mode_t(~kept & 0o777))
    _ = handler.reply(to: event("PreToolUse", "launch", id: "1"))
    for file in try FileManager.default.contentsOfDirectory(atPath: folder)
    where !file.hasSuffix(".proviso") && !file.contains("rules") {
      var status = stat()
      #expect(lstat("\(folder)/\(file)", &status) == 0)
      #expect(Int(status.st_mode) & 0o777 & ~(expected & kept) == 0, "\(file)")
      if rights == 0o2770 { #expect(Int(status.st_mode) & 0o777 == expected & kept, "\(file)") }
    }
  }

  @Test func observingLetsEverythingThrough() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let handler = try handler(observes: true)
    #expect(handler.reply(to: event("PreToolUse", "drop", id: "1")) == .silent)
    let text = try String(contentsOfFile: handler.rules.log.path, encoding: .utf8)
    #expect(text.contains(#""decision": "deny", "observed_only": true"#))
  }

  @Test func whatIsBrokenIsDenied() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let call = event("PreToolUse", "save", id: "1")
    let wrong = try handler(world: "world w {").reply(to: call)
    #expect(wrong.output.contains("deny"))
    let nowhere = HookHandler(
      .claude,
      rules: SessionRules(
        world: .path("/no/such.proviso"), verifier: Verifier(), folder: folder, observes: false))
    #expect(nowhere.reply(to: event("PreToolUse", "save", id: "2")).output.contains("deny"))
    let noFolder = HookHandler(
      .claude,
      rules: SessionRules(
        world: .text(Self.world, name: "w.proviso"), verifier: Verifier(),
        folder: folder + "/none", observes: false))
    #expect(noFolder.reply(to: call).status == 2)
    #expect(try handler().reply(to: Array("x".utf8)).status == 2)
    // A session's file that is none.
    let file = try #require(
      FileManager.default.contentsOfDirectory(atPath: folder).first { $0.hasSuffix(".sqlite") })
    try Data("garbage that is no database, long enough to be read as one".utf8)
      .write(to: URL(fileURLWithPath: folder + "/" + file))
    #expect(try handler().reply(to: event("PreToolUse", "save", id: "3")).status == 2)
  }

  /// Harmless calls are kept as long as the rules are the same.
  @Test func keptRules() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let path = folder + "/w.proviso"
    func write(_ text: String) throws {
      try Data(text.utf8).write(to: URL(fileURLWithPath: path))
    }
    let handler = HookHandler(
      .claude,
      rules: SessionRules(
        world: .path(path), verifier: Verifier(), folder: folder, observes: false))
    func decision(_ tool: String, _ id: String) -> String {
      handler.reply(to: event("PreToolUse", tool, id: id)).output
    }
    try write(Self.world + "\naction look(store: Store) harmless")
    for number in 0..<3 { #expect(decision("look", "l\(number)").isEmpty) }
    // The name of a call is its own, kept or not.
    #expect(decision("look", "l1").contains("deny"))
    let kept = try FileManager.default.contentsOfDirectory(atPath: folder).filter {
      $0.hasPrefix("rules-")
    }
    #expect(kept.count == 1)
    #expect(decision("drop", "d1").contains("deny"))
    // The same tool is not harmless by other rules.
    try write(Self.world + "\naction look(store: Store) { store.gone = true }")
    #expect(decision("look", "l3").contains("permissionDecision"))
    // A damaged entry only costs time.
    try Data("{".utf8).write(to: URL(fileURLWithPath: folder + "/" + kept[0]))
    #expect(decision("look", "l4").contains("permissionDecision"))
    try write("world w {")
    #expect(decision("look", "l5").contains("cannot be read"))
  }

  /// A decision is on disk before the host hears of it, so a second hook sees it.
  @Test func hooksOfOneSessionTakeTurns() async throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let handler = try handler()
    let replies = await withTaskGroup(of: HookReply.self) { group in
      for number in 0..<4 {
        let payload = event("PreToolUse", "save", id: "c\(number)")
        group.addTask {
          await withCheckedContinuation { done in
            Thread { done.resume(returning: handler.reply(to: payload)) }.start()
          }
        }
      }
      return await group.reduce(into: []) { $0.append($1) }
    }
    #expect(replies.allSatisfy { $0 == .silent })
    #expect(try SessionStore(session: "s", in: folder).entries().count == 4)
    let log = try AuditVerification(of: handler.rules.log)
    #expect(log.mistake == nil && log.lines == 4)
  }
}
