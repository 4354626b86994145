import ProvisoKernel
import ProvisoLanguage
import Testing

/// Worlds that a test can hold in its hand.
enum Worlds {
  struct NotLoaded: Error, CustomStringConvertible {
    let description: String
  }

  static func load(_ text: String) throws -> Spec {
    let loader = SpecLoader { (path) throws(SourceReadError) -> [UInt8] in
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
  @Test func bothWaysOfTakingStepsAgree() throws {
    let path = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
    let expected = [
      ("river", 10), ("two-phase-commit", 288), ("jugs", 16), ("peterson", 20),
      ("philosophers", 82),
    ]
    for (file, states) in expected {
      let text = try String(
        contentsOfFile: "/\(path)/specs/teaching/\(file).proviso", encoding: .utf8)
      let spec = try Worlds.load(text)
      let model = try #require(spec.world)
      let builder = try WorldBuilder(model)
      let system = builder.system()
      let interpreter = TransitionInterpreter(system)
      let executor = WorldExecutor(builder.universe)
      let start = system.initial.map { $0.map { interpreter.value($0, in: []) } ?? .null }
      var seen: Set<[Value]> = [start]
      var queue = [start]
      while let state = queue.popLast() {
        var next: Set<[Value]> = []
        for place in system.transitions.indices where interpreter.isEnabled(place, in: state) {
          next.insert(interpreter.state(after: place, from: state))
        }
        var direct: Set<[Value]> = []
        for (_, outcome) in try #require(executor.moves(in: state)) {
          if case .done(let after, _) = outcome { direct.insert(after) }
        }
        #expect(next == direct)
        for found in next where seen.insert(found).inserted { queue.append(found) }
      }
      #expect(seen.count == states, "\(file)")
    }
  }
}
