import ProvisoKernel
import ProvisoLanguage
import ProvisoPlans

/// Resolves the names in conditions and arguments to calls.
extension ProgramCompiler {
  /// The calls that an identifier denotes at a point; `nil` if no call has it.
  func reference(_ id: String, at point: Point) -> CallReference? {
    guard let all = instances[id] else { return nil }
    var candidates: [Int] = []
    let earlier = all.filter { $0 < point.count }.reversed()
    for index in earlier {
      candidates.append(index)
      if point.known.begun.contains(index) {
        return CallReference(
          candidates: candidates, isCertain: true, isDone: point.known.done.contains(index),
          isAmbiguous: isAmbiguous(candidates))
      }
    }
    // A later call of the source can have begun already if control comes back, or in another
    // thread.
    candidates += all.reversed().filter {
      $0 >= point.count && (repeated.contains($0) || calls[$0].thread != point.thread)
    }
    return CallReference(
      candidates: candidates, isCertain: false, isDone: false,
      isAmbiguous: isAmbiguous(candidates))
  }

  /// Whether the order of the source does not determine which of several calls is the latest.
  private func isAmbiguous(_ candidates: [Int]) -> Bool {
    candidates.count > 1 && candidates.contains(where: repeated.contains)
  }

  mutating func bindCalls(_ plan: AgentPlan) -> [ProgramCall] {
    var counts: [String: Int] = [:]
    for draft in calls { if let id = draft.id { counts[id, default: 0] += 1 } }
    var seen: [String: Int] = [:]
    var out: [ProgramCall] = []
    for (index, draft) in calls.enumerated() {
      let point = Point(thread: draft.thread, known: draft.known, count: index)
      var name = "\(draft.call.label.isEmpty ? draft.call.tool : draft.call.label) #\(index + 1)"
      if let id = draft.id {
        seen[id, default: 0] += 1
        let known = plan.isNamedByLabels && !draft.call.label.isEmpty ? draft.call.label : id
        name = counts[id] == 1 ? known : "\(known)[\(seen[id] ?? 0)]"
      }
      let bound = binder.bind(
        draft.call, at: draft.position, result: { binder.result(of: calls[$0].call.tool) },
        reference: { reference($0, at: point) })
      mistakes += bound.mistakes
      for reason in bound.excess where !excess.contains(reason) { excess.append(reason) }
      let named = AgentPlanValue.map(draft.call.arguments.map { (name: $0.name, value: $0.value) })
      // The value of an argument without a name may be in any argument.
      let source = source(
        draft.call.rest.map { .written(from: $0.sources + named.sources) } ?? named, at: point)
      out.append(
        ProgramCall(
          name: name, tool: draft.call.tool, label: draft.call.label, agent: draft.agent,
          action: bound.action, arguments: bound.arguments, parameters: bound.parameters,
          result: bound.result, source: source, approves: approved(by: index),
          annotations: plan.annotations[draft.call.tool],
          changes: draft.call.changes.flatMap { changes[$0] }, changesPath: draft.call.changes,
          position: draft.position))
    }
    return out
  }

  /// The source of a value at a point.
  private func source(_ value: AgentPlanValue, at point: Point) -> ArgumentSource {
    switch value {
    case .constant, .unknown: return .none
    case .list(let parts): return .list(parts.map { source($0, at: point) })
    case .map(let members):
      return .map(members.map { (Text($0.name), source($0.value, at: point)) })
    case .output, .text, .written:
      return .calls(value.sources.compactMap { reference($0, at: point) })
    }
  }

  /// The calls that a call asks approval for: those with an identifier that it names, in the same
  /// iteration of every loop that contains both, whose arguments are fixed when it asks. A person
  /// cannot approve an argument that is determined only later.
  private func approved(by index: Int) -> Set<Int> {
    let asking = calls[index]
    var out: Set<Int> = []
    for id in asking.call.approves {
      for other in instances[id] ?? [] where other != index {
        let draft = calls[other]
        let shared = zip(asking.iteration, draft.iteration).allSatisfy { one, other in
          one.loop != other.loop || one.time == other.time
        }
        let point = Point(thread: draft.thread, known: draft.known, count: other)
        let isKnown =
          draft.call.rest == nil
          && draft.call.arguments.allSatisfy { isSettled($0.value, at: point, for: asking) }
        if shared, isKnown { out.insert(other) }
      }
    }
    return out
  }

  private func isSettled(_ value: AgentPlanValue, at point: Point, for asking: Draft) -> Bool {
    switch value {
    case .constant: return true
    case .unknown, .written: return false
    case .list(let parts), .text(let parts):
      return parts.allSatisfy { isSettled($0, at: point, for: asking) }
    case .map(let members):
      return members.allSatisfy { isSettled($0.value, at: point, for: asking) }
    case .output(let id, _):
      guard let reference = reference(id, at: point), reference.isCertain,
        reference.candidates.count == 1, let only = reference.candidates.first
      else { return false }
      return asking.known.done.contains(only)
    }
  }
}
