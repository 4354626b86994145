/// How a condition can change along a run.
public enum Direction: Sendable {
  /// It never changes.
  case fixed
  /// Once true, it stays true.
  case rising
  /// Once false, it stays false.
  case falling
  /// It can change either way.
  case mixed

  func flipped() -> Direction {
    switch self {
    case .rising: .falling
    case .falling: .rising
    default: self
    }
  }

  func joined(_ other: Direction) -> Direction {
    switch (self, other) {
    case (.fixed, let d), (let d, .fixed): d
    case (.rising, .rising): .rising
    case (.falling, .falling): .falling
    default: .mixed
    }
  }
}

extension TermStore {
  /// How the condition can change along runs of the system; `mixed` if that is not obvious.
  public func direction(of term: Term, in system: System) -> Direction {
    var memo: [Term: Direction] = [:]
    var stack = [term]
    while let top = stack.last {
      if memo[top] != nil {
        stack.removeLast()
        continue
      }
      let missing = self[top].operands.filter { memo[$0] == nil }
      if !missing.isEmpty {
        stack += missing
        continue
      }
      memo[top] = direct(self[top], memo: memo, in: system)
      stack.removeLast()
    }
    return memo[term] ?? .mixed
  }

  private func direct(_ node: TermNode, memo: [Term: Direction], in system: System) -> Direction {
    func get(_ term: Term) -> Direction { memo[term] ?? .mixed }
    switch node {
    case .phase, .happened: return .rising
    case .enabled, .justDone: return .mixed
    case .variable: return .mixed
    case .not(let a): return get(a).flipped()
    case .and(let parts), .or(let parts): return parts.reduce(.fixed) { $0.joined(get($1)) }
    case .equal(let a, let b):
      if let change = single(a, b, in: system) ?? single(b, a, in: system) { return change }
      return get(a).joined(get(b)) == .fixed ? .fixed : .mixed
    case .isTrue(let a):
      if case .variable(let index) = self[a] { return change(index, to: .bool(true), in: system) }
      return get(a) == .fixed ? .fixed : .mixed
    default: return node.operands.allSatisfy { get($0) == .fixed } ? .fixed : .mixed
    }
  }

  private func single(_ a: Term, _ b: Term, in system: System) -> Direction? {
    guard case .variable(let index) = self[a], case .constant(let value) = self[b] else {
      return nil
    }
    return change(index, to: value, in: system)
  }

  private func change(_ variable: Int, to value: Value, in system: System) -> Direction {
    let writers = system.writers[variable]
    guard let writer = writers.first else { return .fixed }
    guard writers.count == 1, let after = system.value(of: writer, for: variable) else {
      return .mixed
    }
    let before = system.variables[variable].initial == value
    return before == (after == value) ? .fixed : before ? .falling : .rising
  }
}
