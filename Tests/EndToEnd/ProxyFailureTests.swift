import Foundation
import Testing

/// Everything that is broken, late or gone ends in a refusal, and the server ends with the proxy.
@Suite struct ProxyFailureTests {
  // MARK: What is broken

  @Test func nothingStartsWithoutRules() throws {
    let scratch = try Scratch()
    try scratch.write("server.sh", ProxySetup.server)
    try scratch.write("bad.proviso", "world w\ninvariant")
    try scratch.write("file", "")
    try scratch.write("agent.proviso", ProxySetup.world)
    for arguments in [
      ["--world", "missing.proviso", "--", "/bin/sh", "server.sh"],
      ["--world", "bad.proviso", "--", "/bin/sh", "server.sh"],
      ["--state", "file", "--", "/bin/sh", "server.sh"], ["--", "/no/such/program"], [],
      ["--name", "a-b", "--", "/bin/sh", "server.sh"],
      ["-s", "missing.proviso", "--", "/bin/sh", "server.sh"],
    ] {
      let run = try Executable.run(
        ["mcp-proxy", "--state", "state"] + arguments, input: Data(), folder: scratch.folder)
      #expect(run.status == 2 && !run.standardError.isEmpty, "\(arguments): \(run)")
    }
    #expect(!FileManager.default.fileExists(atPath: scratch.folder.path + "/server.pid"))
  }

  /// A call does not happen where its decision cannot be recorded.
  @Test func brokenStores() throws {
    let setup = try ProxySetup()
    _ = try setup.host.begin()
    #expect(ProxySetup.text(try setup.call("delete", ["path": "x"], id: 1)) == "done")
    let log = setup.scratch.folder.appendingPathComponent("state/audit.jsonl")
    try FileManager.default.removeItem(at: log)
    try FileManager.default.createDirectory(at: log, withIntermediateDirectories: true)
    let denied = try setup.call("delete", ["path": "x"], id: 2)
    #expect(ProxySetup.isDenied(denied), "\(denied)")
    #expect(setup.host.end() == 0)
    #expect(setup.received.filter { $0.contains("tools/call") }.count == 1)
  }

  /// A decision that does not come in time is a refusal, even where the gate hangs.
  @Test func lateDecisions() throws {
    let setup = try ProxySetup(more: ["--deadline", "4"])
    _ = try setup.host.begin()
    var id = 0
    /// Calls a tool until there is a decision, as the machine can be busy.
    func delete(_ path: String) throws {
      repeat {
        id += 1
      } while ProxySetup.isDenied(
        try setup.call("delete", ["path": path], id: id)) && id < 20
    }
    try delete("x")
    // SQLite's lock for writers in a shared-memory file ("WAL-mode File Format", "WAL Locks").
    let folder = setup.scratch.folder.appendingPathComponent("state").path
    let name = try #require(
      FileManager.default.contentsOfDirectory(atPath: folder).first { $0.hasSuffix("-shm") })
    let file = open("\(folder)/\(name)", O_RDWR)
    var lock = flock()
    lock.l_type = Int16(F_WRLCK)
    lock.l_whence = Int16(SEEK_SET)
    lock.l_start = 120
    lock.l_len = 1
    #expect(fcntl(file, F_SETLK, &lock) == 0)
    try setup.host.request("tools/call", id: 100, ["name": "delete", "arguments": ["path": "y"]])
    // Other messages pass meanwhile.
    try setup.host.request("ping", id: 101)
    #expect(try setup.host.receive()["id"] as? Int == 101)
    let late = try setup.host.response(to: 100)["result"] as? [String: Any] ?? [:]
    #expect(ProxySetup.isDenied(late), "\(late)")
    #expect(ProxySetup.text(late).contains("no decision within 5 s"), "\(late)")
    close(file)
    // A late call is not made afterwards, either.
    try delete("z")
    #expect(setup.host.end() == 0)
    #expect(setup.received.contains { $0.contains(#""path":"z""#) })
    #expect(!setup.received.contains { $0.contains(#""path":"y""#) })
  }

  /// The rules of a session are those of its start.
  @Test func rulesStay() throws {
    let setup = try ProxySetup()
    _ = try setup.host.begin()
    try setup.scratch.write(
      "agent.proviso", ProxySetup.world.replacing("not orders.lost or", with: "true or"))
    #expect(ProxySetup.isDenied(try setup.call("delete", ["path": "data/orders.db"], id: 1)))
    #expect(setup.host.end() == 0)
  }

  // MARK: Life

  private static func isAlive(_ setup: ProxySetup) -> Bool {
    let file = setup.scratch.folder.appendingPathComponent("server.pid")
    let text = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
    guard let process = Int32(text.trimmingCharacters(in: .whitespacesAndNewlines)) else {
      return false
    }
    // A process that has ended and was not waited for is no longer alive, either.
    let state = (try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8)) ?? ""
    return kill(process, 0) == 0 && !state.contains(") Z ")
  }

  private static func waitForEnd(_ setup: ProxySetup) -> Bool {
    for _ in 0..<1_000 {
      if !isAlive(setup) { return true }
      usleep(10_000)
    }
    return false
  }

  @Test(arguments: [SIGTERM, SIGKILL, 0]) func theServerEndsWithTheProxy(_ signal: Int32) throws {
    let setup = try ProxySetup()
    _ = try setup.host.begin()
    #expect(Self.isAlive(setup))
    if signal == 0 { #expect(setup.host.end() == 0) } else { kill(setup.host.identifier, signal) }
    #expect(Self.waitForEnd(setup))
  }

  /// A server that ignores the end of its input and signals ends all the same, with what it has started.
  @Test func stubbornServersEnd() throws {
    let scratch = try Scratch()
    try scratch.write(
      "stubborn.sh",
      """
      trap '' TERM
      setsid /bin/sh -c 'echo "$$" > server.pid; exec sleep 1000' &
      while :; do sleep 0.2; done
      """)
    let setup = try ProxySetup(server: "stubborn.sh", scratch: scratch)
    while !Self.isAlive(setup) { usleep(10_000) }
    #expect(setup.host.end() == 0)
    #expect(!Self.isAlive(setup))
  }

  @Test func theProxyEndsWithTheServer() throws {
    let world = ProxySetup.world.replacing(
      "action mcp__box__backup",
      with: "action mcp__box__die(n: Int) harmless\naction mcp__box__backup")
    let setup = try ProxySetup(world: world)
    _ = try setup.host.begin()
    try setup.host.request("tools/call", id: 1, ["name": "die", "arguments": ["n": 1]])
    #expect(throws: Conversation.Silence.self) { try setup.host.response(to: 1) }
    #expect(setup.host.end() == 2)
    #expect(setup.host.complaints.contains("the server box has ended with status 3"))
  }
}
