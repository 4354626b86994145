import ProvisoAgent
import ProvisoPlans

/// The calls that no property of a gate can see. They are decided without the solver, and need none of the
/// rules but these names.
package struct HarmlessCalls: Sendable, Equatable {
  /// The tools whose calls have no effect, as the contracts of the gate's world name them.
  package let tools: Set<String>

  package init(tools: Set<String>) { self.tools = tools }

  /// Whether a call has no effect that a property could see.
  ///
  /// - Parameter base: the directory that the names of paths in the world are relative to.
  package func contains(_ call: GateCall, base: String?) -> Bool {
    let planned = PlannedCall(
      tool: call.tool, arguments: call.arguments.map { ($0.name, .constant($0.value)) })
    return contains(
      CallReading(
        planned, base: base ?? call.directory, directory: call.directory,
        shell: CallReading.shell(number: 1)))
  }

  /// Whether a call that has been read has no effect.
  func contains(_ reading: CallReading) -> Bool {
    reading.gaps.isEmpty && reading.calls.allSatisfy { tools.contains($0.tool) }
  }
}

extension GateCore {
  /// The calls that no property of the gate can see.
  package var harmless: HarmlessCalls { rules.harmless }

  /// Whether a command of the project can have effects that the world declares.
  package var hasDeclaredCommands: Bool {
    rules.world.spec.world?.declaresCommands ?? false
  }

  /// The files that the rules were read from, each once: the path and the bytes.
  package var files: [(path: String, bytes: [UInt8])] {
    var seen: Set<String> = []
    return ([rules.world.sources] + rules.whole.specs.map(\.sources)).flatMap(\.files).filter {
      seen.insert($0.path).inserted
    }.map { ($0.path, $0.bytes) }
  }
}
