import ProvisoResult
import TestSupport
import Testing

@testable import Proviso

/// The gate decides call by call, and lets nothing through that it does not understand.
@Suite struct GateTests {
  private static let world = """
    world guarded

    use "proviso:tools.proviso"

    object customers: Path { name: "data/customers.db" }

    action archive(path: Path) may fail { path.exists = false }

    invariant customers_stay
      "The customers' file is not lost"
      because "It is the only copy."
    {
      not customers.lost
    }

    invariant ends "The session leaves something" at end { not customers.lost }
    """

  private func gate(_ world: String = world) throws -> Gate {
    try Gate(world: .text(world, name: "w.proviso"))
  }

  private func shell(_ command: String, id: String = "1") -> GateCall {
    GateCall(id: id, tool: "Bash", arguments: [.init("command", .string(Text(command)))])
  }

  @Test(arguments: [
    ("ls -la", GateDecision.Kind.allow), ("cat data/customers.db", .allow),
    ("mkdir -p build && touch build/x", .allow), ("rm -rf data", .deny),
    ("rm data/customers.db", .deny), ("make deploy", .ask), ("cp a data/customers.db", .deny),
    ("rm $FILES", .ask),
  ])
  func commands(_ command: String, _ kind: GateDecision.Kind) async throws {
    let decision = try await gate().decide(shell(command))
    #expect(decision.kind == kind, "\(decision.reasons)")
    #expect(decision.reasons.isEmpty == (kind == .allow))
  }

  /// A file that a call writes can run in a later one, also where nothing else in the session counts.
  @Test func laterCommandsHeedWhatIsWritten() async throws {
    func write(_ path: String, id: String) -> GateCall {
      GateCall(
        id: id, tool: "Write",
        arguments: [.init("file_path", .string(Text(path))), .init("content", .string("x"))])
    }
    let gate = try gate()
    #expect(await gate.decide(write(".git/config", id: "1")).kind == .ask)
    #expect(await gate.decide(write("notes.md", id: "2")).kind == .allow)
    #expect(await gate.decide(shell("terraform plan", id: "3")).kind == .allow)
    #expect(await gate.decide(write("main.tf", id: "4")).kind == .allow)
    #expect(await gate.decide(shell("terraform plan", id: "5")).kind == .ask)
    let other = try self.gate()
    #expect(await other.decide(shell("echo x > main.tf", id: "1")).kind == .allow)
    #expect(await other.decide(shell("terraform plan", id: "2")).kind == .ask)
  }

  @Test func denialsNameTheRuleAndTheChange() async throws {
    let text = try await gate().decide(shell("rm -rf data")).explanation
    #expect(text.contains("The customers' file is not lost"))
    #expect(text.contains("customers_stay"))
    #expect(text.contains("It is the only copy."))
    #expect(text.contains("false -> true"), "\(text)")
  }

  @Test func unknownToolsAreAsked() async throws {
    let call = GateCall(id: "1", tool: "launch", arguments: [])
    let decision = try await gate().decide(call)
    #expect(decision.kind == .ask)
    #expect(decision.explanation.contains("launch"))
  }

  /// A call that nobody can verify, and that a person lets through, does not leave later calls open.
  @Test func unknownToolsThatWereLetThrough() async throws {
    let gate = try gate()
    #expect(await gate.decide(GateCall(id: "1", tool: "launch", arguments: [])).kind == .ask)
    await gate.report(.succeeded, of: "1")
    #expect(await gate.decide(shell("rm -rf data", id: "2")).kind == .deny)
    let later = await gate.decide(shell("touch x", id: "3"))
    #expect(later.kind == .allow, "\(later.reasons)")
    #expect(later.assumptions.contains { $0.contains("launch") }, "\(later.assumptions)")
    #expect(await gate.decide(GateCall(id: "4", tool: "launch", arguments: [])).kind == .ask)
  }

  /// A command in the background is checked beside the later calls of the session.
  @Test func commandsInTheBackground() async throws {
    func call(_ command: String, _ id: String) -> GateCall {
      GateCall(
        id: id, tool: "Bash",
        arguments: [
          .init("command", .string(Text(command))), .init("run_in_background", .bool(true)),
        ])
    }
    let gate = try gate()
    #expect(await gate.decide(call("tail -f log.txt", "1")).kind == .allow)
    #expect(await gate.decide(call("rm -rf data", "2")).kind == .deny)
    #expect(await gate.decide(call("make deploy", "3")).kind == .ask)
    let removal = await gate.decide(call("sleep 600; rm -rf old", "4"))
    #expect(removal.kind == .allow, "\(removal.reasons)")
    await gate.report(.succeeded, of: "4")
    #expect(await gate.decide(shell("touch x", id: "5")).kind == .allow)
    // The command may remove what a later one puts there.
    #expect(await gate.decide(shell("mv data old", id: "6")).kind == .deny)
    #expect(await gate.decide(shell("touch a & touch b", id: "7")).kind == .allow)
    #expect(await gate.decide(call("touch c", "8")).kind == .allow)
    let fourth = await gate.decide(call("touch d", "9"))
    #expect(fourth.kind == .ask, "\(fourth.reasons)")
    #expect(await gate.decide(call("ls", "10")).kind == .allow)
  }

  /// A call that is harmless alone can be harmful after what the session has done.
  @Test func theSessionCounts() async throws {
    let world = """
      world backup
      entity Store { name: String  var saved: Bool = false  var gone: Bool = false }
      object orders: Store { name: "orders" }
      action save(store: Store) may fail { store.saved = true }
      action forget_backup(store: Store) { store.saved = false }
      action drop(store: Store) { store.gone = true }
      invariant saved "Only what is saved is dropped" { not orders.gone or orders.saved }
      """
    func call(_ tool: String, _ id: String) -> GateCall {
      GateCall(id: id, tool: tool, arguments: [.init("store", .string("orders"))])
    }
    let gate = try gate(world)
    #expect(await gate.decide(call("drop", "1")).kind == .deny)
    #expect(await gate.decide(call("save", "2")).kind == .allow)
    // Without an outcome it may not have happened.
    #expect(await gate.decide(call("drop", "3")).kind == .deny)
    await gate.report(.failed, of: "2")
    #expect(await gate.decide(call("drop", "4")).kind == .deny)
    #expect(await gate.decide(call("save", "5")).kind == .allow)
    await gate.report(.succeeded, of: "5")
    #expect(await gate.decide(call("drop", "6")).kind == .allow)
    // A call that was refused has not happened.
    await gate.report(.refused, of: "6")
    #expect(await gate.decide(call("forget_backup", "7")).kind == .allow)
    await gate.report(.succeeded, of: "7")
    #expect(await gate.decide(call("drop", "8")).kind == .deny)
    // One id stands for one call.
    #expect(await gate.decide(call("save", "7")).kind == .deny)
  }

  /// A call in flight may come after the next one.
  @Test func callsInFlightAreNotOrdered() async throws {
    let world = """
      world lock
      var locked: Bool = false
      var written: Bool = false
      action lock() { locked = true }
      action unlock() { locked = false }
      action write() { fail if not locked
        written = true }
      invariant held "Nothing is written without the lock" { not written or locked }
      """
    func call(_ tool: String, _ id: String) -> GateCall {
      GateCall(id: id, tool: tool, arguments: [])
    }
    let gate = try gate(world)
    #expect(await gate.decide(call("lock", "1")).kind == .allow)
    await gate.report(.succeeded, of: "1")
    #expect(await gate.decide(call("unlock", "2")).kind == .allow)
    #expect(await gate.decide(call("write", "3")).kind == .deny)
    await gate.report(.succeeded, of: "2")
    #expect(await gate.decide(call("write", "4")).kind == .allow)
  }

  /// The order of calls that overlapped is not known, whatever the order of their ends is.
  @Test(arguments: [["1", "2"], ["2", "1"]])
  func callsThatOverlappedAreNotOrdered(_ ends: [String]) async throws {
    let world = """
      world lock
      var locked: Bool = false
      var written: Bool = false
      action lock() { locked = true }
      action unlock() { locked = false }
      action write() { written = true }
      invariant held "Nothing is written without the lock" { not written or locked }
      """
    func call(_ tool: String, _ id: String) -> GateCall {
      GateCall(id: id, tool: tool, arguments: [])
    }
    let gate = try gate(world)
    #expect(await gate.decide(call("unlock", "1")).kind == .allow)
    #expect(await gate.decide(call("lock", "2")).kind == .allow)
    for id in ends { await gate.report(.succeeded, of: id) }
    #expect(await gate.decide(call("write", "3")).kind == .deny)
    #expect(await gate.decide(call("lock", "4")).kind == .allow)
    #expect(await gate.decide(call("write", "5")).kind == .deny)
    await gate.report(.succeeded, of: "4")
    #expect(await gate.decide(call("write", "6")).kind == .allow)
  }

  @Test func whatIsBrokenAlreadyIsAsked() async throws {
    let gate = try gate()
    // A person let it through.
    #expect(await gate.decide(shell("make deploy", id: "1")).kind == .ask)
    await gate.report(.succeeded, of: "1")
    let after = await gate.decide(shell("mkdir out", id: "2"))
    #expect(after.kind == .allow)
    #expect(after.assumptions.contains { $0.contains("could not be verified") })
  }

  /// A call that leaves everything open, and that a person let through, does not stop the session.
  @Test func whatWasAskedLeavesTheRestDecidable() async throws {
    let gate = try gate()
    #expect(await gate.decide(shell("kubectl apply -f all.yaml", id: "1")).kind == .ask)
    #expect(await gate.decide(shell("rm -rf data", id: "2")).kind == .deny)
    let after = await gate.decide(shell("mkdir out", id: "3"))
    #expect(after.kind == .allow, "\(after.reasons)")
    #expect(after.assumptions.contains { $0.contains("could not be verified") })
  }

  /// A path has one name, wherever the tool works and however it is written.
  @Test(arguments: [
    ("Bash", "command", "rm customers.db", "/p/data", GateDecision.Kind.deny),
    ("Bash", "command", "rm /p/data/customers.db", "/tmp", .deny),
    ("Bash", "command", "rm ../data/customers.db", "/p/x", .deny),
    ("Write", "file_path", "/p/data/customers.db", "/p", .deny),
    ("Write", "file_path", "/p/data/other.db", "/p", .allow),
    ("Read", "file_path", "/p/data/customers.db", "/p", .allow),
  ])
  func pathsHaveOneName(
    _ tool: String, _ name: String, _ value: String, _ directory: String, _ kind: GateDecision.Kind
  ) async throws {
    let gate = try Gate(world: .text(Self.world, name: "w.proviso"), directory: "/p")
    var arguments = [GateCall.Argument(name, .string(Text(value)))]
    if tool == "Write" { arguments.append(.init("content", .string("x"))) }
    let call = GateCall(id: "1", tool: tool, arguments: arguments, directory: directory)
    let decision = await gate.decide(call)
    #expect(decision.kind == kind, "\(decision.reasons)")
  }

  @Test func whatCannotBeJudgedIsListed() throws {
    #expect(try gate().propertiesNotJudged == ["ends"])
    #expect(throws: InputError.self) {
      _ = try gate("world w\nvar x: Bool = false\ninvariant e \"e\" at end { x }")
    }
    #expect(throws: InputError.self) { _ = try gate("spec s for agent") }
  }

  @Test(arguments: ["", "[]", "{\"a\":1,\"a\":2}", "{", "null"])
  func argumentsThatAreNoObject(_ text: String) {
    #expect(throws: InputError.self) { _ = try GateCall(id: "1", tool: "t", arguments: text) }
  }

  /// A hundred calls that matter are decided, and harmless ones cost nothing.
  @Test func longSessions() async throws {
    let gate = try gate()
    for number in 0..<400 {
      let command = number % 20 == 0 ? "touch build/\(number % 3)" : "ls build"
      let decision = await gate.decide(shell(command, id: "\(number)"))
      #expect(decision.kind == .allow, "\(number): \(decision.reasons)")
      await gate.report(.succeeded, of: "\(number)")
    }
    #expect(await gate.decide(shell("rm -rf data", id: "last")).kind == .deny)
  }
}
