import ProvisoKernel

/// Judges the values that decide what calls do, by where they come from.
///
/// A value at a sink is right if the user named it (as a value of its kind), a person approved it, or
/// a trusted field contains it. If only a longer text of others contains it, that text decided it,
/// which is a violation. In all other cases nobody knows, and the answer is to ask. The language of
/// the texts and the form of outputs make no difference.
package struct FlowJudge: Sendable {
  /// A call as the judge sees it.
  struct Call: Sendable {
    let tool: String
    let arguments: [OutputField]
    /// The names in the arguments.
    let names: [String]
  }

  let policies: ToolPolicies
  private(set) var index = FlowIndex()
  private(set) var calls: [Call] = []
  private var user = TextContent(separatesAmounts: true)
  private var approved: Set<Approval> = []
  /// The calls whose outputs have text of others.
  private var foreign = CallNumbers()
  /// The calls whose outputs are missing.
  private var missing = CallNumbers()
  private var secrets = SecretIndex()

  private struct Approval: Hashable, Sendable {
    let tool: String
    let argument: String
    let value: String
  }

  package init(_ policies: ToolPolicies) { self.policies = policies }

  /// Adds a text of the user.
  package mutating func add(userText text: String) { user.add(text) }

  /// Notes that a person said yes to exactly this value.
  package mutating func approve(_ value: String, of argument: String, in tool: String) {
    approved.insert(Approval(tool: tool, argument: argument, value: value))
  }

  /// Adds a call; its index is the number of calls before it.
  package mutating func add(tool: String, arguments: Value) {
    let (fields, names) = Self.fields(of: arguments)
    index.note(arguments: fields, of: calls.count)
    calls.append(Call(tool: tool, arguments: fields, names: names.sorted()))
  }

  /// Takes the last call back, of which no output was added.
  package mutating func removeLastCall() {
    calls.removeLast()
    index.removeArguments(of: calls.count)
  }

  /// Adds the output of a call; nil if the record lacks it.
  package mutating func add(output: Value?, of call: Int) {
    let policy = policies[calls[call].tool]
    guard let output else {
      if policy?.trusted.contains(where: { $0.names == ["**"] }) != true { missing.insert(call) }
      return
    }
    let content = OutputReader.content(of: output)
    for field in content.fields {
      let trust = Self.trust(in: field, policy)
      index.add(field, of: call, trust: trust)
      switch trust {
      case .none: foreign.insert(call)
      case .wholeFields: if TextWords.of(field.text).count > 4 { foreign.insert(call) }
      case .all: break
      }
      for secret in policy?.secrets ?? [] where secret.path.covers(field.path) {
        secrets.add(field.text, of: call, for: secret.readers)
      }
    }
    // The names in a secret part are secret. Those of the parts beside it are the tool's.
    for name in content.names {
      for secret in policy?.secrets ?? []
      where secret.path.covers(name.path) && !secret.path.covers([]) {
        secrets.add(name.text, of: call, for: secret.readers)
      }
    }
    for text in content.leftovers { add(leftover: text, of: call, policy) }
  }

  /// Adds a text that stands in no field. The word or two of a fence, a tag or a class tell an agent
  /// nothing, but a value among them is not trusted.
  private mutating func add(leftover text: String, of call: Int, _ policy: ToolPolicy?) {
    let field = OutputField(path: [], text: text, isLoose: true)
    let trust = Self.trust(in: field, policy)
    let isProse = Leftovers.canInstruct(text)
    index.add(field, of: call, trust: trust, isProse: isProse)
    if trust != .all, isProse { foreign.insert(call) }
    for secret in policy?.secrets ?? [] where secret.path.covers([]) {
      secrets.add(text, of: call, for: secret.readers)
    }
  }

  private static func trust(in field: OutputField, _ policy: ToolPolicy?) -> FlowIndex.Trust {
    var trust = FlowIndex.Trust.none
    for pattern in policy?.trusted ?? [] where pattern.covers(field.path) {
      if !pattern.isOpen {
        if field.isLoose { continue }
        return .all
      }
      trust = .wholeFields
    }
    return trust
  }

  /// The scalars and the names of arguments. A text that is JSON counts as what it contains.
  private static func fields(of arguments: Value) -> (fields: [OutputField], names: Set<String>) {
    var names = OutputField.names(in: arguments)
    let fields = OutputField.all(in: arguments).flatMap { field -> [OutputField] in
      let bytes = Array(field.text.utf8).trimmed
      guard !field.isNumber, let (value, end) = BracketReader.read(bytes, at: 0),
        end == bytes.count
      else { return [field] }
      names.formUnion(OutputField.names(in: value))
      let parts = OutputField.all(in: value)
      return parts.isEmpty
        ? [field]
        : parts.map {
          OutputField(path: field.path + $0.path, text: $0.text, isNumber: $0.isNumber)
        }
    }
    return (fields, names)
  }

  // MARK: Judging

  /// The findings about a call.
  ///
  /// - Parameter isRead: whether the writer of the call had read the output of an earlier one.
  package func findings(about call: Int, isRead: (Int) -> Bool) -> [FlowFinding] {
    let policy = policies[calls[call].tool]
    guard policy?.effect != .scratch else { return [] }
    let judgement = CallJudgement(
      judge: self, call: call, policy: policy ?? ToolPolicy(), isDescribed: policy?.sinks != nil)
    var findings = judgement.findings(isRead)
    findings += judgement.leaks(secrets, isRead)
    var seen: Set<FlowFinding> = []
    return findings.filter { seen.insert($0).inserted }
  }

  /// Whether the user named a value, or a person approved it.
  func isVouched(_ value: FlowValue, at argument: String, of call: Int) -> Bool {
    let tool = calls[call].tool
    return user.contains(value)
      || approved.contains(Approval(tool: tool, argument: argument, value: value.text))
  }

  func isApproved(_ finding: FlowFinding) -> Bool {
    approved.contains(
      Approval(
        tool: calls[finding.call].tool, argument: finding.argument, value: finding.value))
  }

  func isNamedByUser(_ value: FlowValue) -> Bool { user.contains(value) }

  func isNamedByUser(_ key: ValueKey) -> Bool { user.has(key) }

  /// The first call with text of others that was read.
  func firstForeign(before call: Int, _ isRead: (Int) -> Bool) -> Int? {
    foreign.first(before: call, where: isRead)
  }

  func firstMissing(before call: Int, _ isRead: (Int) -> Bool) -> Int? {
    missing.first(before: call, where: isRead)
  }
}

/// Numbers of calls in ascending order, each once.
private struct CallNumbers: Sendable {
  private var sorted: [Int] = []

  mutating func insert(_ number: Int) {
    // Outputs come mostly in the order of their calls.
    var index = sorted.count
    while index > 0, sorted[index - 1] > number { index -= 1 }
    guard index == 0 || sorted[index - 1] != number else { return }
    sorted.insert(number, at: index)
  }

  /// The first number below a limit that meets a condition.
  func first(before limit: Int, where isWanted: (Int) -> Bool) -> Int? {
    sorted.first { $0 >= limit || isWanted($0) }.flatMap { $0 < limit ? $0 : nil }
  }
}
