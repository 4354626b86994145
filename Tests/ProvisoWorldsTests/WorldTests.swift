import Foundation
import ProvisoKernel
import ProvisoLanguage
import ProvisoSyntax
import ProvisoWorlds
import Testing

/// Loads worlds from a text.
enum Worlds {
  struct NotLoaded: Error, CustomStringConvertible {
    let description: String
  }

  static func load(_ text: String) throws -> Spec {
    let loader = SpecLoader(vocabularies: [.agent]) { (path) throws(SourceReadError) -> [UInt8] in
      throw SourceReadError("no such file")
    }
    let loaded = loader.load(path: "world.proviso", text: text)
    guard let spec = loaded.spec else {
      throw NotLoaded(
        description: loaded.diagnostics.map { DiagnosticRenderer().render($0, in: loaded.sources) }
          .joined(separator: "\n"))
    }
    return spec
  }
}

@Suite struct WorldTests {
  /// The number of reachable states of a world. Each transition of the grounded system is compared
  /// with the concrete execution of the source.
  private func states(of builder: WorldBuilder) throws -> Int {
    let system = builder.system()
    let interpreter = TransitionInterpreter(system)
    let executor = WorldExecutor(builder.universe)
    let start = system.initial.map { $0.map { interpreter.value($0, in: []) } ?? .null }
    var seen: Set<[Value]> = [start]
    var queue = [start]
    while let state = queue.popLast() {
      var next: Set<[Value]> = []
      for index in system.transitions.indices where interpreter.isEnabled(index, in: state) {
        next.insert(interpreter.state(after: index, from: state))
      }
      var direct: Set<[Value]> = []
      for (_, outcome) in try #require(executor.moves(in: state)) {
        if case .done(let after, _) = outcome { direct.insert(after) }
      }
      #expect(next == direct)
      for found in next where seen.insert(found).inserted { queue.append(found) }
    }
    return seen.count
  }

  @Test func anUnusedWorldIsFreed() throws {
    weak var builder: WorldBuilder?
    weak var lowering: Lowering?
    func ground() throws {
      let spec = try Worlds.load(
        """
        world house
        entity Door {
          var isOpen: Bool = false
        }
        object front: Door
        action push(door: Door) {
          door.isOpen = not door.isOpen
        }
        """)
      let made = try WorldBuilder(try #require(spec.world))
      _ = made.system()
      builder = made
      lowering = made.lowering
      #expect(builder != nil && lowering != nil)
    }
    try ground()
    #expect(builder == nil)
    #expect(lowering == nil)
  }

  @Test func groundingAndConcreteExecutionAgree() throws {
    let path = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
    let expected = [
      ("river", 10), ("two-phase-commit", 288), ("jugs", 16), ("peterson", 20),
      ("philosophers", 82),
    ]
    for (file, count) in expected {
      let text = try String(
        contentsOfFile: "/\(path)/specs/teaching/\(file).proviso", encoding: .utf8)
      let model = try #require(try Worlds.load(text).world)
      #expect(try states(of: WorldBuilder(model)) == count, "\(file)")
    }
  }

  /// An `every` over many objects does not recurse once for each object.
  @Test func everyOverManyObjects() throws {
    let objects = (0..<3_000).map { "object o\($0): Lamp" }.joined(separator: "\n")
    let model = try #require(
      try Worlds.load(
        """
        world hall
        entity Lamp { var on: Bool = false }
        \(objects)
        action switch_all() {
          every l in Lamp { if l.on { l.on = false } else { l.on = true } }
        }
        """
      ).world)
    let system = try WorldBuilder(model).system()
    #expect(system.transitions.count == 1)
    #expect(system.transitions.first?.updates.count == 3_000)
  }

  /// A fixed list of objects is not part of the state and can be enumerated.
  @Test func aFixedListOfObjectsIsAConstant() throws {
    let model = try #require(
      try Worlds.load(
        """
        world plan
        entity Step { needs: [Step]  var done: Bool = false }
        object c: Step { needs: [a, b] }
        object b: Step { needs: [a] }
        object a: Step { needs: [] }
        object d: Step { needs: [a] }
        var taken: Int = -1 + 1
        action take(s: Step) may fail {
          requires not s.done and every p in s.needs { p.done }
          s.done = true
          taken += 1
        }
        """
      ).world)
    let builder = try WorldBuilder(model)
    #expect(
      builder.system().variables.map(\.name) == ["taken", "c.done", "b.done", "a.done", "d.done"])
    #expect(builder.system().transitions.flatMap(\.faults).isEmpty)
    // The down-closed sets of the order: a before b, c and d, and b before c.
    #expect(try states(of: builder) == 7)
  }
}
