import ProvisoKernel
import ProvisoPlans

/// The directories in which the commands of a plan start.
extension NativePlanReader {
  /// Reads an absolute path. Any other value is reported.
  mutating func absolutePath(_ node: AgentPlanNode, as what: String) -> String? {
    guard let path = node.text, path.utf8.first == UInt8(ascii: "/") else {
      mistakes.report(node, "\(what): expected an absolute path, found \(node.described)")
      return nil
    }
    return ShellPath.normalized(path)
  }

  /// The call of a tool that works in the directory of the plan, with its paths seen from there.
  ///
  /// A runtime that keeps the directory of its shell can resolve the paths of its other tools there.
  mutating func located(_ step: AgentPlanStep) -> AgentPlanStep {
    var moved: String?
    let located = step.mappingPaths(declaredPaths) { path in
      guard planDirectory != "." || start.directory != planDirectory else { return path }
      guard ShellPath.isRelative(path) else { return path }
      if start.directory != planDirectory { moved = path }
      return ShellPath.shortest(path, in: planDirectory, from: base)
    }
    if let moved {
      addGap(
        "cannot verify: the directory of the path \(Value.quoted(moved)) is unknown, because an earlier command may have changed it; write it as an absolute path, or say `keeps_directory: false`."
      )
    }
    for gap in CallGaps.of([located], written: [step], from: base, paths: declaredPaths) {
      addGap(gap)
    }
    return located
  }

  /// Reads the command of a step, and takes note of what it leaves to later ones.
  ///
  /// - Parameter directory: the directory of the step, relative to that of the plan; `nil` if the step
  ///   names none.
  mutating func expansion(
    of call: PlannedCall, for step: AgentPlanStep, in directory: String?
  ) -> ShellCall.Expansion {
    var own = start
    if let directory {
      own.directory = ShellStart(in: planDirectory).directory(given: directory).directory
    }
    var out = ShellCall.expansion(of: call, in: own, at: step.position, shell: shell)
    guard let reading = out.reading else { return out }
    if reading.writesConfiguration { start.configurationIsWritten = true }
    guard keepsDirectory != false else { return out }
    if step.retries > 0, reading.changesDirectory, own.directory != nil {
      // A retry starts where the attempt before has ended.
      own.directory = nil
      out = ShellCall.expansion(of: call, in: own, at: step.position, shell: shell)
    }
    start.exported.formUnion(reading.exported)
    // A lasting shell stays in the directory that a step names for its command.
    let entersDirectory = keepsDirectory == true && (directory != nil || out.namesDirectory)
    if reading.changesDirectory || entersDirectory {
      var isCertain = keepsDirectory == true && !isDirectoryShared && step.retries == 0
      if case .propagate = step.onFailure {} else { isCertain = false }
      start.directory = isCertain ? reading.directory : nil
    }
    return out
  }

  /// Reads steps that can run again or at the same time as other steps. If one of them leaves
  /// something to later ones, all of them are read as coming after it.
  mutating func withSharedShell<Steps>(
    if isShared: Bool, _ read: (inout NativePlanReader) -> Steps
  ) -> Steps {
    guard isShared else { return read(&self) }
    let before = self
    let steps = read(&self)
    let after = before.start.joined(with: start)
    guard after != before.start else { return steps }
    self = before
    start = after
    isDirectoryShared = true
    let again = read(&self)
    isDirectoryShared = before.isDirectoryShared
    start = start.joined(with: after)
    return again
  }

  /// Reads alternatives, each from the same start.
  mutating func alternatives<Steps>(_ read: [(inout NativePlanReader) -> Steps]) -> [Steps] {
    let first = start
    var end: ShellStart?
    let out = read.map { read in
      start = first
      let steps = read(&self)
      end = end?.joined(with: start) ?? start
      return steps
    }
    start = end ?? first
    return out
  }
}

extension AgentPlanStep {
  /// The step with paths relative to a directory where they lie in it.
  ///
  /// The changes of a saved plan get the absolute path of its file.
  ///
  /// - Parameter base: the directory that paths of the world are relative to; `nil` if it is unknown.
  func seen(from base: String?) -> AgentPlanStep {
    guard let base else { return self }
    return mappingPaths { ShellPath.shortest($0, from: base) }.mappingCalls { call, id in
      guard call.isOfCommandLine, let changes = call.changes else { return (call, id) }
      return (call.with(changes: .some(ShellPath.below(base, changes))), id)
    }
  }
}
