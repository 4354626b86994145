import ProvisoKernel
import Synchronization

/// `a flows to b.args…` for the calls of a trace: the outputs that a part of the arguments carries.
///
/// The output of `a` flows into a part of the arguments of `b` if the part carries data from that
/// output (``Provenance``), or from the output of a call to which `a` flows. As in ``DataFlow``,
/// only outputs that the writer of `b` had read count. This flow is always explicit, whatever
/// `--flow` is: that a model has read an output does not distinguish one argument from another.
final class ArgumentFlow: Sendable {
  private struct Explicit {
    let flow: DataFlow
    let provenance: Provenance
    /// The outputs that parts of arguments carry, by call and path.
    var parts: [Part: Carried] = [:]
  }

  private struct Part: Hashable {
    let call: Int
    let path: [Value]
  }

  /// The calls whose outputs a part of some arguments carries.
  private struct Carried {
    var certain: [Int] = []
    /// Calls whose outputs are not in the source, so that the part may carry them.
    var possible: [Int] = []
  }

  private let trace: AgentTrace
  /// Computed on first use, because it compares every pair of calls.
  private let explicit = Mutex<Explicit?>(nil)

  init(_ trace: AgentTrace) { self.trace = trace }

  /// Whether the output of `a` flows into the part of the arguments of `b`.
  func flows(from a: Int, to b: Int, at path: [Value]) -> Provenance.Answer {
    with(b, at: path) { flow, carried in
      if carried.certain.contains(where: { $0 == a || flow.flows(a, to: $0) == true }) {
        return .yes
      }
      let others = carried.certain + carried.possible
      return others.contains { $0 == a || flow.flows(a, to: $0) != false } ? .unknown : .no
    }
  }

  /// The same as `flows`, computed by a backward search. The replay of counterexamples uses it.
  ///
  /// - Parameter withPossible: whether flows that the source does not decide count.
  func isReached(_ b: Int, at path: [Value], from a: Int, withPossible: Bool) -> Bool {
    with(b, at: path) { flow, carried in
      for call in withPossible ? carried.certain + carried.possible : carried.certain {
        if call == a || flow.isReached(call, from: a, withPossible: withPossible) { return true }
      }
      return false
    }
  }

  private func with<Result: Sendable>(
    _ call: Int, at path: [Value], ask: (DataFlow, Carried) -> Result
  ) -> Result {
    explicit.withLock { state in
      var explicit =
        state
        ?? Explicit(flow: DataFlow(trace, kind: .explicit), provenance: Provenance(trace))
      let part = Part(call: call, path: path)
      let carried = explicit.parts[part] ?? carried(part, explicit)
      explicit.parts[part] = carried
      state = explicit
      return ask(explicit.flow, carried)
    }
  }

  private func carried(_ part: Part, _ explicit: Explicit) -> Carried {
    var carried = Carried()
    let arguments = trace.calls[part.call].arguments
    let content =
      part.path.isEmpty
      ? Content(arguments: arguments) : Content(part: Self.part(of: arguments, at: part.path))
    for other in explicit.flow.known(to: part.call) {
      switch explicit.provenance.carries(content, from: other) {
      case .yes: carried.certain.append(other)
      case .unknown: carried.possible.append(other)
      case .no: break
      }
    }
    return carried
  }

  /// The part of a value at a path; null if there is none.
  private static func part(of value: Value, at path: [Value]) -> Value {
    var part = value
    for key in path {
      switch (part, key) {
      case (.map, .string(let name)): part = part[name]
      case (.list(let elements), .number(let number)):
        guard let index = number.integer, elements.indices.contains(index) else { return .null }
        part = elements[index]
      default: return .null
      }
    }
    return part
  }
}
