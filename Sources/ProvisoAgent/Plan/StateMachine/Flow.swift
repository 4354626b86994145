import ProvisoKernel
import ProvisoPlans

/// An abstract JSON value that a state machine passes on.
///
/// The value is either known exactly or can be anything. In both cases it keeps the calls that it
/// may come from, so that no flow of data is lost.
indirect enum Flow: Hashable {
  /// Any value that can depend on the outputs of these calls.
  case anything(Set<String>)
  case constant(Value)
  /// A part of the latest output of the call with this identifier.
  case output(String, [AgentPlanValue.PathPart])
  /// An object with these members. All other members come from the base, if there is one.
  case object([String: Flow], base: Flow?)
  case list([Flow])

  /// An unknown value that comes from no call.
  static let unknown = Flow.anything([])
  /// The maximum nesting depth. Deeper values become `anything`.
  private static let maximumDepth = 12

  /// The calls that the value comes from, or may come from.
  var sources: Set<String> {
    switch self {
    case .anything(let calls): return calls
    case .constant: return []
    case .output(let call, _): return [call]
    case .object(let members, let base):
      return members.values.reduce(base?.sources ?? []) { $0.union($1.sources) }
    case .list(let parts): return parts.reduce([]) { $0.union($1.sources) }
    }
  }

  /// The member or element of the value.
  func part(_ part: AgentPlanValue.PathPart) -> Flow {
    switch (self, part) {
    case (.anything, _): return self
    case (.output(let call, let path), _): return .output(call, path + [part])
    case (.object(let members, let base), .member(let name)):
      return members[name] ?? base?.part(part) ?? .unknown
    case (.constant(.map(let members)), .member(let name)):
      return members[Text(name)].map { .constant($0) } ?? .unknown
    case (.constant(.list(let values)), .element(let index)) where values.indices.contains(index):
      return .constant(values[index])
    case (.list(let parts), .element(let index)) where parts.indices.contains(index):
      return parts[index]
    default: return .anything(sources)
    }
  }

  func part(at path: [AgentPlanValue.PathPart]) -> Flow { path.reduce(self) { $0.part($1) } }

  /// The value with the part at a path replaced.
  func setting(_ path: ArraySlice<AgentPlanValue.PathPart>, to value: Flow) -> Flow {
    guard let first = path.first else { return value }
    guard case .member(let name) = first else { return .anything(sources.union(value.sources)) }
    let inner = part(first).setting(path.dropFirst(), to: value)
    if case .object(var members, let base) = self {
      members[name] = inner
      return .object(members, base: base)
    }
    return .object([name: inner], base: self)
  }

  /// The value before the calls are made again. Their current outputs are then no longer their
  /// latest ones, so references to these outputs become `anything`.
  func forgetting(_ calls: Set<String>) -> Flow {
    switch self {
    case .anything, .constant: return self
    case .output(let call, _): return calls.contains(call) ? .anything([call]) : self
    case .object(let members, let base):
      return .object(
        members.mapValues { $0.forgetting(calls) }, base: base?.forgetting(calls))
    case .list(let parts): return .list(parts.map { $0.forgetting(calls) })
    }
  }

  /// The smallest abstract value found that covers both values.
  func merged(with other: Flow, depth: Int = 0) -> Flow {
    if self == other { return self }
    func both() -> Flow { .anything(sources.union(other.sources)) }
    guard depth < Self.maximumDepth else { return both() }
    switch (self, other) {
    // These cases keep repeated merging finite: the value stays the same if no call is added.
    case (.anything(let calls), _) where other.sources.isSubset(of: calls): return self
    case (_, .anything(let calls)) where sources.isSubset(of: calls): return other
    case (.object(let a, let aBase), .object(let b, let bBase)):
      var members: [String: Flow] = [:]
      for name in Set(a.keys).union(b.keys) {
        members[name] = part(.member(name)).merged(
          with: other.part(.member(name)), depth: depth + 1)
      }
      var base: Flow?
      if aBase != nil || bBase != nil {
        base = (aBase ?? .unknown).merged(with: bBase ?? .unknown, depth: depth + 1)
      }
      return .object(members, base: base)
    case (.object, _): return merged(with: .object([:], base: other), depth: depth + 1)
    case (_, .object): return Flow.object([:], base: self).merged(with: other, depth: depth + 1)
    case (.list(let a), .list(let b)) where a.count == b.count:
      return .list(zip(a, b).map { $0.merged(with: $1, depth: depth + 1) })
    default: return both()
    }
  }

  /// Whether the nesting depth exceeds a limit.
  func isDeeper(than limit: Int) -> Bool {
    if limit < 0 { return true }
    switch self {
    case .anything, .constant: return false
    case .output(_, let path): return path.count > limit
    case .object(let members, let base):
      return members.values.contains { $0.isDeeper(than: limit - 1) }
        || (base?.isDeeper(than: limit - 1) ?? false)
    case .list(let parts): return parts.contains { $0.isDeeper(than: limit - 1) }
    }
  }

  /// The value itself, or `anything` if it is nested too deeply.
  var limited: Flow { isDeeper(than: Self.maximumDepth) ? .anything(sources) : self }
}
