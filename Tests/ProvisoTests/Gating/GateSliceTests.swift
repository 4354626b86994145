import ProvisoAgent
import ProvisoKernel
import ProvisoResult
import TestSupport
import Testing

@testable import Proviso

/// A decision is about the calls that the new one can meet. It is the one about the whole session.
@Suite struct GateSliceTests {
  /// A world with the calls that its sessions make.
  struct World: Sendable, CustomTestStringConvertible {
    let name: String
    let text: String
    /// Makes a call from a random number generator.
    let call: @Sendable (inout SeededGenerator) -> (tool: String, arguments: [(String, Value)])

    var testDescription: String { name }
  }

  private static func pick(_ all: [String], _ random: inout SeededGenerator) -> Value {
    .string(Text(all[Int.random(in: 0..<all.count, using: &random)]))
  }

  static let shop = World(
    name: "orders",
    text: """
      world shop
      enum State { open, paid, sent, gone }
      entity Account { name: String  var money: Int = 2  var blocked: Bool = false }
      entity Order {
        name: String
        var state: State = open
        var owner_told: Bool
        var returned: Bool = false
      }
      object first: Order { name: "o1", owner_told: false }
      object bank: Account { name: "bank", money: 3 }
      var refunds: Int = 0
      relation owns(Account, Order)

      action pay(order: Order, account: Account) may fail {
        fail if account.blocked
        account.money -= 1
        order.state = paid
        insert (account, order) into owns
      }
      action send(order: Order, note: String) { order.state = sent }
      action cancel(order: Order) may fail { order.state = gone }
      action tell(order: Order) { order.owner_told = true }
      action refund(order: Order, account: Account) {
        requires owns(account, order)
        refunds += 1
        account.money += 1
      }
      action block(account: Account) { account.blocked = true }
      action take_back(order: Order) {
        choose all in [true, false]
        order.returned = all or order.owner_told
      }

      invariant no_debt "No account is overdrawn" {
        every a in Account { a.money >= 0 }
      }
      invariant told "Who is not told loses nothing" {
        every o in Order { not (o.state == gone) or o.owner_told }
      }
      invariant few "At most two refunds" { refunds <= 2 }
      invariant sent_once "What came back is not sent" {
        every o in Order { not (o.returned and o.state == sent) }
      }
      """
  ) { random in
    let order = ("order", pick(["o1", "o2", "o3", "o4"], &random))
    let account = ("account", pick(["bank", "ann", "bob"], &random))
    switch Int.random(in: 0..<7, using: &random) {
    case 0: return ("pay", [order, account])
    case 1: return ("send", [order, ("note", .string("x"))])
    case 2: return ("cancel", [order])
    case 3: return ("tell", [order])
    case 4: return ("refund", [order, account])
    case 5: return ("block", [account])
    default: return ("take_back", [order])
    }
  }

  /// Properties and actions that relate objects to each other.
  static let related = World(
    name: "objects that are related",
    text: """
      world related
      entity Box { name: String  var full: Bool = false  var open: Bool  var weight: Int = 0 }
      entity Room { name: String  var lit: Bool = false }
      object strong: Box { name: "strong", open: false }
      var alarm: Bool = false
      relation near(Box, Box)

      define is_crowded(b: Box) = some o in Box where near(o, b) { o.full and b.full }

      action fill(box: Box) { box.full = true }
      action empty(box: Box) { box.full = false }
      action swap(a: Box, b: Box) {
        insert (a, b) into near
        a.open = b.open
      }
      action add(box: Box) { box.weight += 1 }
      action light(room: Room) { room.lit = true }
      action dark() { every r in Room { r.lit = false } }
      action ring(room: Room) { requires room.lit
        alarm = true }
      action quiet() { alarm = false }
      action shake(box: Box) {
        every b in Box where near(b, box) or b == box {
          choose falls in [true, false]
          if falls { b.full = false }
        }
      }

      invariant crowded "No two full boxes are near" { every b in Box { not is_crowded(b) } }
      invariant strong_stays "The strong box stays closed" { not strong.open }
      invariant quiet "No alarm in the dark" {
        not alarm or some r in Room { r.lit }
      }
      invariant heavy "Not heavy and full" { every b in Box where b.full { b.weight < 2 } }
      """
  ) { random in
    let boxes = ["strong", "b1", "b2", "b3"]
    let room = ("room", pick(["hall", "attic"], &random))
    switch Int.random(in: 0..<9, using: &random) {
    case 0: return ("fill", [("box", pick(boxes, &random))])
    case 1: return ("empty", [("box", pick(boxes, &random))])
    case 2: return ("swap", [("a", pick(boxes, &random)), ("b", pick(boxes, &random))])
    case 3: return ("add", [("box", pick(boxes, &random))])
    case 4: return ("light", [room])
    case 5: return ("dark", [])
    case 6: return ("ring", [room])
    case 7: return ("quiet", [])
    default: return ("shake", [("box", pick(boxes, &random))])
    }
  }

  /// The contracts for files, whose paths lie in each other.
  static let files = World(
    name: "files",
    text: """
      world project
      use "proviso:files.proviso"
      use "proviso:git.proviso"

      object data: Path { name: "data/customers.db" }
      object rules: Path { name: "rules.txt" }

      invariant data_stays "The data stay" { not data.lost }
      invariant rules_stay "The rules stay as they are" { not rules.lost and rules.is_here }
      invariant rights "No rights are raised" { not privileges_raised }
      invariant sources "No source is lost" {
        every p in Path where pathContains("src", p.name) { not p.lost or p.permissions_changed }
      }
      """
  ) { random in
    let paths = [
      "src/a", "src/a/x.c", "src/b", "src", "data", "data/x", "data/customers.db", "rules.txt",
      "out/1",
      "out/2", "../up", "~/home", "/p/abs", "/tmp/t",
    ]
    func path() -> String {
      paths[min(Int.random(in: 0..<20, using: &random), paths.count - 1)]
    }
    let command =
      switch Int.random(in: 0..<12, using: &random) {
      case 0: "touch \(path())"
      case 1: "mkdir -p \(path())"
      case 2: "rm -rf \(path())"
      case 3: "mv \(path()) \(path())"
      case 4: "cp \(path()) \(path())"
      case 5: "chmod 600 \(path())"
      case 6: "rm \(path())"
      case 7: "git commit -m x"
      case 8: "echo x > \(path()) && touch \(path())"
      case 9: "sudo ls"
      case 10: "unknown-program"
      default: "echo x >> \(path())"
      }
    return ("Bash", [("command", .string(Text(command)))])
  }

  @Test(arguments: [shop, related, files])
  func decisionsOnRandomSessions(_ world: World) throws {
    let verifier = Verifier()
    for number in 0..<2 * Campaign.factor {
      var random = SeededGenerator(seed: Campaign.seed(UInt64(1_700 + number)))
      let source = SpecSource.text(world.text, name: "w.proviso")
      var gate = try GateCore(world: source, directory: "/p", verifier)
      var whole = try GateCore(world: source, directory: "/p", verifier, leavesOut: false)
      var open: [String] = []
      for index in 0..<10 {
        let (tool, arguments) = world.call(&random)
        let call = GateCall(
          id: "\(index)", tool: tool, arguments: arguments.map { .init($0.0, $0.1) })
        let decision = gate.decide(call, by: verifier)
        let expected = whole.decide(call, by: verifier)
        let text = "seed \(random.seed), call \(index): \(tool) \(arguments)"
        #expect(decision.kind == expected.kind, "\(text)\n\(decision.reasons)\n\(expected.reasons)")
        #expect(decision.properties.map(\.name) == expected.properties.map(\.name), "\(text)")
        #expect(decision.assumptions == expected.assumptions, "\(text)")
        guard decision.kind != .deny else { continue }
        open.append(call.id)
        while let id = open.last, Int.random(in: 0..<4, using: &random) > 0 {
          open.removeLast()
          let all: [GateOutcome] =
            [
              .succeeded, .succeeded, .succeeded, .failed,
              decision.kind == .ask ? .refused : .failed,
            ]
          let outcome = all[Int.random(in: 0..<all.count, using: &random)]
          gate.report(outcome, of: id)
          whole.report(outcome, of: id)
        }
      }
    }
  }

  /// The calls of unrelated objects are not in a decision.
  @Test(arguments: [
    ("orders", "pay", "order", false), ("files", "Bash", "command", true),
  ])
  func whatIsLeftOut(_ name: String, _ tool: String, _ argument: String, _ isShell: Bool) throws {
    let world = isShell ? Self.files : Self.shop
    var gate = try GateCore(
      world: .text(world.text, name: "w.proviso"), directory: "/p", Verifier())
    for number in 0..<25 {
      let value = isShell ? "touch out/\(number)" : "new\(number)"
      var arguments = [GateCall.Argument(argument, .string(Text(value)))]
      if !isShell {
        arguments.append(.init("note", .string(Text(String(repeating: "x", count: 9)))))
      }
      let call = GateCall(
        id: "\(number)", tool: isShell ? tool : "send", arguments: arguments)
      #expect(gate.decide(call, by: Verifier()).kind == .allow)
      gate.report(.succeeded, of: call.id)
      #expect(gate.callsMeeting(call) <= 1)
    }
  }
}
