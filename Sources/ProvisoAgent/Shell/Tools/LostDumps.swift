import ProvisoKernel
import ProvisoPlans

/// Dumps of databases whose files later calls can change or remove. Such a dump keeps nothing.
struct LostDumps {
  /// The directory of relative paths; `nil` if it is not known.
  private let base: String?

  /// The steps with the dumps that may be lost again as dumps of no whole database.
  ///
  /// - Parameters:
  ///   - others: the steps that can run after these or at the same time.
  ///   - base: the directory of relative paths; `nil` if it is not known.
  static func forgotten(
    _ steps: [AgentPlanStep], before others: [AgentPlanStep], from base: String?
  ) -> [AgentPlanStep] {
    guard steps.calls.contains(where: isDump) else { return steps }
    return LostDumps(base: base).forgotten(steps, before: named(others))
  }

  private static func isDump(_ call: PlannedCall) -> Bool {
    call.tool == "pg_dump" && call.value(of: "whole")?.constant != .bool(false)
  }

  private typealias Named = (call: PlannedCall, id: String?)

  private static func named(_ steps: some Sequence<AgentPlanStep>) -> [Named] {
    steps.flatMap { step -> [Named] in
      if case .call(let call) = step.kind { return [(call, step.id)] + named(step.parts) }
      return named(step.parts)
    }
  }

  // MARK: Order

  private func forgotten(_ steps: [AgentPlanStep], before later: [Named]) -> [AgentPlanStep] {
    var later = later
    var out: [AgentPlanStep] = []
    for step in steps.reversed() {
      out.append(forgotten(step, before: later))
      later += Self.named([step])
    }
    return out.reversed()
  }

  private func forgotten(_ step: AgentPlanStep, before later: [Named]) -> AgentPlanStep {
    guard step.parts.calls.contains(where: Self.isDump) || isDump(step) else { return step }
    var later = later
    var handling = step.onFailure
    if case .steps(let handlers) = handling {
      handling = .steps(forgotten(handlers, before: later))
      later += Self.named(handlers)
    }
    if step.retries > 0 { later += Self.named([step]) }
    let kind: AgentPlanStep.Kind =
      switch step.kind {
      case .call(let call): .call(forgotten(call, id: step.id, before: later))
      case .sequence(let steps): .sequence(forgotten(steps, before: later))
      case .parallel(let branches):
        .parallel(
          branches.indices.map { index in
            let others = branches[..<index] + branches[(index + 1)...]
            return forgotten(branches[index], before: later + others.flatMap { Self.named($0) })
          })
      case .either(let branches): .either(branches.map { forgotten($0, before: later) })
      case .branch(let condition, let first, let second):
        .branch(
          condition, then: forgotten(first, before: later), else: forgotten(second, before: later))
      case .loop(let loop):
        .loop(
          AgentPlanLoop(
            most: loop.most, isExact: loop.isExact, while: loop.whileCondition,
            until: loop.untilCondition,
            body: forgotten(loop.body, before: later + Self.named(loop.body))))
      case .jump, .stop, .fail: step.kind
      }
    return AgentPlanStep(
      kind, id: step.id, onFailure: handling, retries: step.retries, endsEarly: step.endsEarly,
      position: step.position)
  }

  private func isDump(_ step: AgentPlanStep) -> Bool {
    if case .call(let call) = step.kind { Self.isDump(call) } else { false }
  }

  // MARK: Files

  private func forgotten(
    _ call: PlannedCall, id: String?, before later: [Named]
  ) -> PlannedCall {
    guard Self.isDump(call), isLost(call, id: id, before: later) else { return call }
    return call.with(
      arguments: call.arguments.map {
        $0.name == "whole" ? (name: $0.name, value: .constant(.bool(false))) : $0
      })
  }

  private func isLost(_ dump: PlannedCall, id: String?, before later: [Named]) -> Bool {
    var files: [FilePath] = []
    func add(_ value: AgentPlanValue?) -> Bool {
      guard let text = value.flatMap(WrittenPaths.text) else { return false }
      files.append(FilePath(text, in: base))
      return true
    }
    // The calls that pass the dump on, and those that write it.
    var own: Set<String> = id.map { [$0] } ?? []
    var writers: Set<Int> = []
    let path = dump.value(of: "path")
    if path?.constant != .string(Text(DatabaseDumps.output)) {
      guard add(path) else { return true }
    } else {
      var isGrowing = true
      while isGrowing {
        isGrowing = false
        for (index, other) in later.enumerated() where !writers.contains(index) {
          let sources = other.call.arguments.flatMap(\.value.sources)
          guard sources.contains(where: own.contains) else { continue }
          isGrowing = true
          writers.insert(index)
          if let id = other.id { own.insert(id) }
          if other.call.tool == "write_file", !add(other.call.value(of: "path")) { return true }
        }
      }
    }
    return later.enumerated().contains { index, other in
      !writers.contains(index)
        && SavedPlans.changed(by: other.call).contains { value in
          switch value.constant {
          case .string(let text)?:
            let changed = FilePath(text.string, in: base)
            return files.isEmpty
              || files.contains { file in
                // A dump can be a directory.
                file.isSame(as: changed) != false || changed.contains(file) != false
                  || file.contains(changed) != false
              }
          case nil: return true
          default: return false
          }
        }
    }
  }
}
