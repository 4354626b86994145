import ProvisoEngine
import ProvisoInput
import ProvisoKernel
import ProvisoResult
import ProvisoWorlds

/// Draws the states of a world, breadth first.
///
/// A state is drawn as the world has it, without the history that properties about the past need, so there can be
/// fewer states than an exploration counts.
package struct StateGraphBuilder {
  /// The first states, and the choices of one step, that are tried at most.
  private static let mostChoices = 10_000

  private let walker: WorldWalker
  private let most: Int
  private let cancellation: Cancellation?
  private var indices: [[Value]: Int] = [:]
  /// A shortest walk to each state.
  private var walks: [WorldWalker] = []
  private var edges: [StateGraph.Edge] = []

  /// - Parameters:
  ///   - most: the largest number of states.
  ///   - cancellation: ends the work early; `nil` for no such end.
  package init(_ walker: WorldWalker, most: Int, endedBy cancellation: Cancellation? = nil) {
    self.walker = walker
    self.most = most
    self.cancellation = cancellation
  }

  /// Draws the graph.
  ///
  /// - Throws: `InputError` if the states cannot be enumerated, or are too many.
  package mutating func graph() throws(InputError) -> StateGraph {
    for start in try starts() { try add(start) }
    guard !walks.isEmpty else {
      throw InputError("\(walker.problem.spec.path): no initial state meets the assumptions")
    }
    let initial = walks.count
    var lasts: Set<Int> = []
    var next = 0
    while next < walks.count {
      if try !follow(from: next) { lasts.insert(next) }
      next += 1
    }
    let varying = varyingVariables()
    let nodes = walks.indices.map { index in
      StateGraph.Node(
        lines: lines(of: walks[index].state, varying), isInitial: index < initial,
        isLast: lasts.contains(index),
        isViolating: isViolating(walks[index], hasEnded: lasts.contains(index)))
    }
    return StateGraph(name: walker.problem.model.name, nodes: nodes, edges: edges)
  }

  private func cannot(_ reason: String) -> InputError {
    InputError("\(walker.problem.spec.path): the states cannot be drawn: \(reason)")
  }

  // MARK: States

  private mutating func starts() throws(InputError) -> [WorldWalker] {
    var all: [[Int: Value]] = [[:]]
    for index in walker.replay.freeIndices {
      let variable = walker.system.variables[index]
      guard let values = variable.domain ?? variable.sort.values else {
        throw cannot("`\(variable.name)` can start with any value")
      }
      guard all.count * values.count <= Self.mostChoices else {
        throw cannot("there are more than \(Self.mostChoices) combinations of first values")
      }
      all = all.flatMap { given in values.map { given.merging([index: $0]) { _, new in new } } }
    }
    return all.compactMap { given in
      var start = walker
      return start.start(given) ? start : nil
    }
  }

  /// The index of the state of a walk, which is added if it is new.
  @discardableResult
  private mutating func add(_ walk: WorldWalker) throws(InputError) -> Int {
    if let known = indices[walk.state] { return known }
    guard walks.count < most else {
      throw cannot("there are more than \(most)")
    }
    indices[walk.state] = walks.count
    walks.append(walk)
    return walks.count - 1
  }

  /// Adds the steps from a state, and the states to which they lead.
  ///
  /// - Returns: whether there is a step.
  private mutating func follow(from index: Int) throws(InputError) -> Bool {
    let walk = walks[index]
    let system = walk.system
    var seen: Set<StateGraph.Edge> = []
    for (number, transition) in system.transitions.enumerated() {
      if let reason = cancellation?.reason { throw cannot(reason.description) }
      for inputs in try choices(of: transition.inputs) {
        var taken = walk
        switch taken.take(number, inputs: inputs) {
        case .impossible: continue
        case .open(let reason): throw cannot(reason)
        case .doubleWrite(let name): throw cannot("a step assigns two values to `\(name)`")
        case .done: break
        }
        let step = system.steps[transition.step]
        let label = walk.replay.label(
          of: transition, step: step, move: .init(number, inputs: inputs))
        let edge = StateGraph.Edge(
          from: index, to: try add(taken),
          label: step.agent.isEmpty ? label : "\(step.agent) \(label)",
          isFailure: transition.isFailure)
        if seen.insert(edge).inserted { edges.append(edge) }
      }
    }
    return !seen.isEmpty
  }

  /// All values of the inputs of a step.
  private func choices(of inputs: [Int]) throws(InputError) -> [[Int: Value]] {
    var all: [[Int: Value]] = [[:]]
    for input in inputs {
      guard let values = (walker.system.inputs[input] ?? .any).values else {
        let name = walker.system.terms.unknowns[input].name
        throw cannot("`\(name)` can be any value; give it a range")
      }
      guard all.count * values.count <= Self.mostChoices else {
        throw cannot("a step has more than \(Self.mostChoices) choices")
      }
      all = all.flatMap { given in values.map { given.merging([input: $0]) { _, new in new } } }
    }
    return all
  }

  // MARK: Description

  private func isViolating(_ walk: WorldWalker, hasEnded: Bool) -> Bool {
    walk.problem.spec.properties.indices.contains { index in
      guard walk.problem.spec.properties[index].kind == .invariant,
        case .shown = walk.standing(index, hasEnded: hasEnded)
      else { return false }
      return true
    }
  }

  /// The variables that do not have one value in all states.
  private func varyingVariables() -> [Int] {
    guard let first = walks.first?.state else { return [] }
    return first.indices.filter { index in walks.contains { $0.state[index] != first[index] } }
  }

  private func lines(of state: [Value], _ varying: [Int]) -> [String] {
    let layout = walker.problem.builder.universe.layout
    let lines = varying.compactMap { index -> String? in
      let name = layout.variables[index].name
      switch state[index] {
      case .bool(true): return name
      case .bool(false): return nil
      default: return "\(name) = \(WorldLayout.json(state[index], in: walker.problem.model))"
      }
    }
    return lines.isEmpty ? ["nothing is true"] : lines
  }
}
