import Foundation
import ProvisoKernel
import SQLite
import TestSupport
import Testing

@testable import Proviso
@testable import ProvisoRuntime

/// A session that is restored from a summary and the log after it is the session of the whole log.
@Suite struct SessionRestoreTests {
  static let world = """
    world shop
    enum State { open, paid, sent }
    entity Order { name: String  var state: State = open  var told: Bool = false }
    entity Account { name: String  var money: Int = 3 }
    object first: Order { name: "o1" }
    action pay(order: Order, account: Account) may fail {
      account.money -= 1
      order.state = paid
    }
    action send(order: Order, note: String) { order.state = sent }
    action tell(order: Order) { order.told = true }
    action earn(account: Account) { account.money += 1 }
    action look(order: Order) harmless
    invariant told "Who is not told gets nothing" {
      every o in Order { not (o.state == sent) or o.told }
    }
    invariant no_debt "No account is overdrawn" { every a in Account { a.money >= 0 } }
    """

  let folder = NSTemporaryDirectory() + "proviso-restore-\(UUID().uuidString)"

  func decider(
    _ world: SpecSource = .text(world, name: "w.proviso"), in part: String = "",
    longestTail: Int = 3
  ) throws -> SessionDecider {
    try FileManager.default.createDirectory(
      atPath: folder + part, withIntermediateDirectories: true)
    var decider = try SessionDecider(
      SessionRules(
        world: world, directory: "/p", verifier: Verifier(), folder: folder + part,
        observes: false))
    decider.longestTail = longestTail
    return decider
  }

  static func call(_ tool: String, _ id: String, _ arguments: [(String, String)] = []) -> GateCall {
    GateCall(
      id: id, tool: tool, arguments: arguments.map { .init($0.0, .string(Text($0.1))) },
      directory: "/p")
  }

  /// A decision, and the number of calls and outcomes that were read for it.
  static func decide(
    _ call: GateCall, by decider: SessionDecider, in store: SessionStore
  ) throws -> (decision: GateDecision, read: Int) {
    var read = 0
    let decision = try store.deciding(call) { log, call in
      let past = SessionDecider.Past(session: "s", log: log, prompts: [])
      let (gate, events) = try decider.restored(before: call, past)
      read = events + gate.session.contents.count
      return try decider.answer(on: call, after: past, asksPeople: true)
    }
    return (decision, read)
  }

  /// The summaries of the session, by the way of a summary and by that of the whole log.
  static func summaries(
    of store: SessionStore, by decider: SessionDecider
  ) throws -> (restored: [UInt8]?, whole: [UInt8]?) {
    let database = try SQLiteDatabase(path: store.path, busyTimeout: 1)
    return try database.write { connection in
      let log = try SessionLog(connection)
      let past = SessionDecider.Past(session: "s", log: log, prompts: [])
      let next = call("tell", "next", [("order", "o1")])
      let restored = try decider.restored(before: next, past).gate.summary
      try connection.run("DELETE FROM summary")
      let whole = try decider.restored(before: next, past).gate.summary
      return (restored, whole)
    }
  }

  private static func step(_ index: Int, _ random: inout SeededGenerator) -> GateCall {
    func pick(_ all: [String]) -> String { all[Int.random(in: 0..<all.count, using: &random)] }
    let order = ("order", pick(["o1", "o2", "o3", "o4"]))
    let account = ("account", pick(["ann", "bob"]))
    let id = "\(index)"
    return switch Int.random(in: 0..<9, using: &random) {
    case 0, 1: call("pay", id, [order, account])
    case 2: call("send", id, [order, ("note", "x")])
    case 3, 4: call("tell", id, [order])
    case 5: call("earn", id, [account])
    case 6: call("look", id, [order])
    case 7: call("Bash", id, [("command", pick(["ls", "unheard-of x", "sleep 1 &"]))])
    default: call("unheard", id, [order])
    }
  }

  @Test func randomSessions() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    for number in 0..<2 * Campaign.factor {
      var random = SeededGenerator(seed: Campaign.seed(UInt64(2_300 + number)))
      let short = try decider(in: "/short\(number)")
      let whole = try decider(in: "/whole\(number)", longestTail: .max)
      let stores = try [short, whole].map {
        try SessionStore(session: "s", in: $0.rules.folder)
      }
      var gate = short.beginning
      var open: [GateCall] = []
      for index in 0..<24 {
        let call = Self.step(index, &random)
        let text = "seed \(random.seed), call \(index): \(call.tool) \(call.argumentsText)"
        let expected = gate.decide(call, by: Verifier())
        let restored = try Self.decide(call, by: short, in: stores[0]).decision
        let full = try Self.decide(call, by: whole, in: stores[1]).decision
        for found in [restored, full] {
          #expect(found.kind == expected.kind, "\(text)\n\(found.reasons)\n\(expected.reasons)")
          #expect(found.properties.map(\.name) == expected.properties.map(\.name), "\(text)")
          #expect(found.assumptions == expected.assumptions, "\(text)")
          #expect(found.reasons == expected.reasons, "\(text)")
        }
        if expected.kind != .deny { open.append(call) }
        while !open.isEmpty, Int.random(in: 0..<4, using: &random) > 0 {
          let done = open.remove(at: Int.random(in: 0..<open.count, using: &random))
          let all: [GateOutcome] = [.succeeded, .succeeded, .failed, .refused]
          let outcome = all[Int.random(in: 0..<all.count, using: &random)]
          gate.report(outcome, of: done.id)
          for store in stores { try store.settle(done, outcome) }
        }
      }
      let found = try Self.summaries(of: stores[0], by: short)
      #expect(found.restored != nil && found.restored == found.whole, "seed \(random.seed)")
    }
  }

  /// The number of calls that a decision reads does not grow with the session.
  @Test func longSessionsAreNotReadAgain() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let decider = try decider(longestTail: 8)
    let store = try SessionStore(session: "s", in: folder)
    var most = 0
    for number in 0..<60 {
      let call = Self.call("tell", "\(number)", [("order", "n\(number)")])
      let (decision, read) = try Self.decide(call, by: decider, in: store)
      #expect(decision.kind == .allow, "\(decision.reasons)")
      most = max(most, read)
      try store.settle(call, .succeeded)
    }
    // The calls and outcomes after the summary, and the calls among them.
    #expect(most <= 20, "\(most)")
    #expect(try store.entries().count == 60)
    let last = Self.call("send", "last", [("order", "n3"), ("note", "x")])
    #expect(try Self.decide(last, by: decider, in: store).decision.kind == .allow)
    let other = Self.call("send", "other", [("order", "n99"), ("note", "x")])
    #expect(try Self.decide(other, by: decider, in: store).decision.kind == .deny)
  }

  /// A summary is used by the rules that made it, and only by them.
  @Test func rulesChange() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let before = try decider()
    let after = try decider(
      .text(
        Self.world.replacing("not (o.state == sent) or o.told", with: "not o.told"),
        name: "w.proviso"))
    #expect(before.identity != nil && before.identity != after.identity)
    let store = try SessionStore(session: "s", in: folder)
    for number in 0..<12 {
      let call = Self.call("tell", "\(number)", [("order", "n\(number)")])
      #expect(try Self.decide(call, by: before, in: store).decision.kind == .allow)
      try store.settle(call, .succeeded)
    }
    let harmful = Self.call("earn", "e", [("account", "ann")])
    let (decision, read) = try Self.decide(harmful, by: after, in: store)
    #expect(decision.kind == .ask && read >= 24, "\(decision.reasons) \(read)")
    #expect(
      try Self.decide(
        Self.call("earn", "f", [("account", "ann")]), by: before, in: store
      ).decision.kind == .allow)
  }

  /// Damage is found, and the log is read as a whole.
  @Test(arguments: [
    "UPDATE summary SET bytes = x'0100'", "UPDATE summary SET bytes = 'text'",
    "UPDATE summary SET digest = 'x'", "UPDATE summary SET calls = 3", "DELETE FROM summary",
    "UPDATE summary SET bytes = substr(bytes, 1, length(bytes) / 2)",
    "UPDATE summary SET calls = 1000", "UPDATE summary SET reports = reports - 1",
    "UPDATE summary SET rules = 'x'",
  ])
  func damage(_ sql: String) throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let decider = try decider()
    let store = try SessionStore(session: "s", in: folder)
    for number in 0..<6 {
      let call = Self.call("tell", "\(number)", [("order", "o\(number)")])
      _ = try Self.decide(call, by: decider, in: store)
      try store.settle(call, .succeeded)
    }
    let database = try SQLiteDatabase(path: store.path, busyTimeout: 1)
    let count = try database.write { connection in
      try connection.run(sql)
      return try connection.row("SELECT changes() AS count")?.integer("count")
    }
    #expect(count == 1)
    let next = Self.call("send", "n", [("order", "o2"), ("note", "x")])
    let (decision, read) = try Self.decide(next, by: decider, in: store)
    #expect(decision.kind == .allow && read >= 12, "\(decision.reasons) \(read)")
  }

  /// No bytes crash the reader, and what it accepts it writes again.
  @Test func damagedBytes() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let decider = try decider()
    var gate = decider.beginning
    var random = SeededGenerator(seed: Campaign.seed(2_400))
    for index in 1..<20 {
      let call = Self.step(index, &random)
      gate.resume(
        GateCore.LoggedCall(call, row: index, wasAsked: index % 5 == 0, wasDecided: index % 3 > 0))
      if index % 4 > 0 { gate.report(.succeeded, of: call.id) }
    }
    let bytes = try #require(gate.summary)
    #expect(decider.beginning.restored(from: bytes)?.summary == bytes)
    for length in 0..<bytes.count {
      #expect(decider.beginning.restored(from: Array(bytes[..<length])) == nil)
    }
    for _ in 0..<2_000 * Campaign.factor {
      var changed = bytes
      for _ in 0...Int.random(in: 0..<3, using: &random) {
        changed[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(
          in: 0...255, using: &random)
      }
      guard let restored = decider.beginning.restored(from: changed) else { continue }
      _ = restored.summary
      _ = restored.rowsToLoad(for: Self.call("tell", "x", [("order", "o1")]))
    }
  }

  /// A file of an earlier version says nothing of the times at which calls ended: they may have overlapped.
  @Test func filesOfAnEarlierVersion() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let decider = try decider()
    let store = try SessionStore(session: "s", in: folder)
    let database = try SQLiteDatabase(path: store.path, busyTimeout: 1)
    try database.write { connection in
      try connection.run(
        script: """
          DROP TABLE call;
          DROP TABLE summary;
          CREATE TABLE call (
            number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, tool TEXT NOT NULL,
            arguments TEXT NOT NULL, directory TEXT, decision TEXT NOT NULL, outcome TEXT);
          INSERT INTO call (id, tool, arguments, directory, decision, outcome) VALUES
            ('1', 'earn', '{"account": "ann"}', '/p', 'allow', 'succeeded'),
            ('2', 'tell', '{"order": "o1"}', '/p', 'allow', 'succeeded');
          """)
    }
    let again = try SessionStore(session: "s", in: folder)
    let told = Self.call("send", "3", [("order", "o1"), ("note", "x")])
    #expect(try Self.decide(told, by: decider, in: again).decision.kind == .allow)
    let untold = Self.call("send", "4", [("order", "o2"), ("note", "x")])
    #expect(try Self.decide(untold, by: decider, in: again).decision.kind == .deny)
    #expect(
      try again.events().map(\.isOutcome) == [false, false, true, true, false, false])
  }

  /// Ten threads decide for one session, each with a connection of its own. One that waits too long is refused,
  /// and its call is no part of the session.
  @Test func manyAtOnce() async throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let decider = try decider()
    let folder = folder
    let decided = await withTaskGroup(of: Int.self) { group in
      for worker in 0..<10 {
        group.addTask {
          await withCheckedContinuation { done in
            Thread {
              var decided = 0
              for number in 0..<2 {
                let call = Self.call("tell", "\(worker)-\(number)", [("order", "o\(worker)")])
                guard let store = try? SessionStore(session: "s", in: folder),
                  (try? Self.decide(call, by: decider, in: store))?.decision.kind == .allow
                else { continue }
                decided += 1
                try? store.settle(call, .succeeded)
              }
              done.resume(returning: decided)
            }.start()
          }
        }
      }
      return await group.reduce(0, +)
    }
    let store = try SessionStore(session: "s", in: folder)
    let entries = try store.entries()
    #expect(decided > 0 && entries.count == decided, "\(decided)")
    let found = try Self.summaries(of: store, by: decider)
    #expect(found.restored != nil && found.restored == found.whole)
  }
}

extension SessionLog.Event {
  fileprivate var isOutcome: Bool {
    if case .outcome = self { true } else { false }
  }
}
