/// The judgement of one call.
struct CallJudgement {
  let judge: FlowJudge
  let call: Int
  let policy: ToolPolicy
  /// Whether the policy names the sinks of the tool.
  let isDescribed: Bool

  private var arguments: [OutputField] { judge.calls[call].arguments }

  private func isSink(_ field: OutputField) -> Bool {
    policy.sinks?.contains { $0.covers(field.path) } ?? true
  }

  func findings(_ isRead: (Int) -> Bool) -> [FlowFinding] {
    var findings: [FlowFinding] = []
    for field in arguments where isSink(field) {
      for value in FlowValue.parts(of: field) {
        findings += self.findings(about: value, in: field, isRead)
      }
    }
    if policy.effect == .act, isDescribed { findings += passedOn(isRead) }
    return findings
  }

  /// The links and accounts that the call passes on in other arguments, and that only a text of
  /// others contains. Readers trust them because they trust the user.
  private func passedOn(_ isRead: (Int) -> Bool) -> [FlowFinding] {
    arguments.filter { !isSink($0) }.flatMap { field in
      FlowValue.destinations(in: field.text).filter(\.isPassedOn).flatMap {
        findings(about: $0, in: field, isRead)
      }
    }.filter { [.text, .host, .field, .pointed].contains($0.reason) }.map(asked)
  }

  private func findings(
    about value: FlowValue, in field: OutputField, _ isRead: (Int) -> Bool
  ) -> [FlowFinding] {
    let path = field.path.joined(separator: ".")
    guard !judge.isVouched(value, at: path, of: call) else { return [] }
    let origin = judge.index.origin(of: value, isRead: isRead)
    if origin.trusted != nil { return [] }
    func finding(
      _ answer: FlowFinding.Answer, _ reason: FlowFinding.Reason, _ source: Int?
    ) -> [FlowFinding] {
      [
        FlowFinding(
          call: call, argument: path, value: value.text, answer: answer, reason: reason,
          source: source)
      ]
    }
    if let field = origin.field { return finding(.ask, .field, field) }
    if let source = origin.prose {
      if policy.effect == .read { return finding(.ask, .read, source) }
      // A date is neither where nor who. A number can be which.
      if value.isMoment || !isDescribed && value.isQuantity {
        return finding(.ask, .field, source)
      }
      if isPointed(at: value, in: source) { return finding(.ask, .pointed, source) }
      return finding(.violation, .text, source)
    }
    if let host = value.host {
      let site = FlowValue(text: host.text, keys: [host], words: [])
      let isPlain = !value.text.contains("?")
      if judge.isNamedByUser(host), isPlain { return [] }
      let hostOrigin = judge.index.origin(of: site, isRead: isRead)
      if hostOrigin.trusted != nil, isPlain { return [] }
      if let source = hostOrigin.prose ?? hostOrigin.field {
        return finding(.violation, .host, source)
      }
    }
    if value.keys.isEmpty {
      // A longer text of the agent's own that contains an address.
      let inner = FlowValue.destinations(in: value.text).flatMap {
        findings(about: $0, in: field, isRead)
      }
      if inner.contains(where: { $0.answer == .violation }) || !isDescribed {
        return isDescribed ? inner : inner.map(asked)
      }
    }
    if let source = judge.firstMissing(before: call, isRead) {
      return isDescribed || isShort(value) ? finding(.ask, .missing, source) : []
    }
    if isDescribed || isShort(value) && !value.isQuantity,
      let source = judge.firstForeign(before: call, isRead)
    {
      return finding(.ask, .unknown, source)
    }
    return []
  }

  /// Whether a value can be a name or an address, and not a text of the agent's own.
  private func isShort(_ value: FlowValue) -> Bool { value.words.count < 4 }

  private func asked(_ finding: FlowFinding) -> FlowFinding {
    FlowFinding(
      call: finding.call, argument: finding.argument, value: finding.value, answer: .ask,
      reason: finding.reason, source: finding.source)
  }

  /// Whether the user pointed at the value: the user named what the call that read the text was
  /// given, and something else in this text that is another argument of this call, such as the
  /// person whose address it is.
  private func isPointed(at value: FlowValue, in source: Int) -> Bool {
    let given = judge.calls[source].arguments.flatMap(FlowValue.parts)
    guard !given.isEmpty, given.allSatisfy(judge.isNamedByUser) else { return false }
    return arguments.flatMap(FlowValue.parts).contains { other in
      judge.isNamedByUser(other) && judge.index.areTogether(value, other, in: source)
        && !judge.index.wasGiven(other, to: source)
    }
  }

  // MARK: Secrets

  /// The secrets that the call tells others.
  func leaks(_ secrets: SecretIndex, _ isRead: (Int) -> Bool) -> [FlowFinding] {
    guard !secrets.isEmpty, policy.effect == .act || policy.sinks?.isEmpty == false else {
      return []
    }
    let readers = arguments.filter(isSink).flatMap(FlowValue.parts)
    // A secret is also told by the name of an argument.
    let names = judge.calls[call].names.map { OutputField(path: ["(name)"], text: $0) }
    var findings: [FlowFinding] = []
    for field in arguments + names {
      for secret in secrets.found(in: field.text) where isRead(secret.call) {
        let path = field.path.joined(separator: ".")
        for reader in readers
        where !SecretIndex.may(reader, see: secret)
          && (reader.text != field.text
            || reader.keys.contains { $0.isDestination || $0.kind == .host })
        {
          // Beside a name or an address, a number or a date is seldom who reads it.
          let isOther = reader.isQuantity && (!isDescribed || !readers.allSatisfy(\.isQuantity))
          let isOpen = isOther || judge.isNamedByUser(reader)
          findings.append(
            FlowFinding(
              call: call, argument: path, value: secret.text, answer: isOpen ? .ask : .violation,
              reason: .secret(reader: reader.text), source: secret.call))
        }
      }
    }
    return findings.filter { !judge.isApproved($0) }
  }
}
