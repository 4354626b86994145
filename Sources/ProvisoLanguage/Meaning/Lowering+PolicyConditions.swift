import ProvisoKernel

/// The `Condition` of a statement over symbols (see ``PolicyCondition``).
extension Lowering {
  /// One operator with one key.
  private struct Clause {
    let name: String
    let quantifier: String
    let isOptional: Bool
    let key: Text
    let values: Symbol
  }

  /// Whether only named callers meet the condition.
  func namesCallers(condition: Symbol) -> Term {
    test(condition) { condition in
      if case .term(let term) = condition { return unlessNull(term, "the content") }
      return store.or(
        blocks(condition).map { written, block in
          clauses(written, block, orNot: .never) { clauses in
            store.or(
              clauses.map { clause in
                let names = namesCallers(clause)
                guard clause.isOptional || clause.quantifier == "forallvalues", names != .never
                else { return names }
                return store.and(names, demands(clause.key, condition))
              })
          }
        })
    }
  }

  private func namesCallers(_ clause: Clause) -> Term {
    if PolicyKeys.matching.contains(Text(clause.name)) { return areNamed(clause) }
    switch clause.name {
    case "ipaddress": return areFewAddresses(clause)
    case "bool" where PolicyKeys.ofCallersIfTrue.contains(clause.key): return are(clause, true)
    default: return .never
    }
  }

  /// Whether all who do not meet the condition are named callers.
  func exceptsOnlyNamed(condition: Symbol) -> Term {
    test(condition) { condition in
      switch condition {
      case .value(.null): return .always
      case .term(let term):
        return store.or(store.isKind(term, .null), undetermined("the content", term))
      default: break
      }
      guard mapMembers(condition) != nil else { return .never }
      return store.and(
        blocks(condition).map { written, block in
          clauses(written, block, orNot: .never) { store.and($0.map { exceptsOnlyNamed($0) }) }
        })
    }
  }

  private func exceptsOnlyNamed(_ clause: Clause) -> Term {
    if clause.quantifier == "foranyvalue" { return .never }
    if PolicyKeys.differing.contains(Text(clause.name)) { return areNamed(clause) }
    switch clause.name {
    case "notipaddress": return areFewAddresses(clause)
    case "bool" where PolicyKeys.ofCallersIfTrue.contains(clause.key): return are(clause, false)
    default: return .never
    }
  }

  /// Whether a `Null` clause demands that the key is present.
  private func demands(_ key: Text, _ condition: Symbol) -> Term {
    store.or(
      blocks(condition).map { written, block in
        clauses(written, block, orNot: .never) { clauses in
          store.or(
            clauses.map { $0.name == "null" && $0.key == key ? are($0, false) : .never })
        }
      })
  }

  // MARK: Parts

  private func blocks(_ condition: Symbol) -> [(name: Text, symbol: Symbol)] {
    mapMembers(condition) ?? []
  }

  /// Applies a test to the clauses of one operator.
  ///
  /// - Parameter other: the answer for what is not a map.
  private func clauses(
    _ written: Text, _ block: Symbol, orNot other: Term, _ apply: ([Clause]) -> Term
  ) -> Term {
    test(block) { block in
      if case .term(let term) = block { return undetermined("the content", term) }
      guard let keys = mapMembers(block) else { return other }
      let lower = written.lowerASCII.string
      let colon = lower.lastIndex(of: ":")
      var name = colon.map { String(lower[lower.index(after: $0)...]) } ?? lower
      let isOptional = name.hasSuffix("ifexists")
      if isOptional { name.removeLast("ifexists".count) }
      return apply(
        keys.map {
          Clause(
            name: name, quantifier: colon == nil ? "" : String(lower.prefix { $0 != ":" }),
            isOptional: isOptional, key: $0.name.lowerASCII, values: $0.symbol)
        })
    }
  }

  /// Whether each value of a clause passes a test on known values.
  private func all(_ clause: Clause, pass isMet: (Value) -> Bool, others: Bool) -> Term {
    test(clause.values) { values in
      if case .term(let term) = values { return undetermined("the value", term) }
      return store.and(
        (elements(values) ?? []).map { element in
          test(element) { element in
            switch element {
            case .value(let value): store.truth(isMet(value))
            case .term(let term): undetermined("the value", term)
            default: store.truth(others)
            }
          }
        })
    }
  }

  private func are(_ clause: Clause, _ truth: Bool) -> Term {
    let word = truth ? "true" : "false"
    return all(
      clause,
      pass: { value in
        switch value {
        case .bool(let found): found == truth
        case .string(let text): text.lowerASCII.string == word
        default: false
        }
      }, others: false)
  }

  private func areNamed(_ clause: Clause) -> Term {
    guard PolicyKeys.ofCallers.contains(clause.key) else { return .never }
    return all(clause, pass: { Self.isOneOwner($0, of: clause.key.string) }, others: true)
  }

  private static func hasNoWildcard(_ text: some StringProtocol) -> Bool {
    !text.contains { $0 == "*" || $0 == "?" } && !text.contains("${")
  }

  /// Whether the value of a condition key can belong to one owner only.
  private static func isOneOwner(_ value: Value, of key: String) -> Bool {
    guard case .string(let text) = value else { return true }
    let written = text.string
    if hasNoWildcard(written) || PolicyKeys.ofResource.contains(text.lowerASCII) { return true }
    let fields = written.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false)
    if fields.count == 6, fields[0] == "arn" {
      let isOfAccount = !fields[4].isEmpty && hasNoWildcard(fields[4])
      return isOfAccount || fields[2] == "s3" && hasNoWildcard(fields[5])
    }
    let isPath = key.hasSuffix("orgpaths")
    guard isPath || key == "aws:userid",
      let end = written.firstIndex(of: isPath ? "/" : ":")
    else { return false }
    return end > written.startIndex && hasNoWildcard(written[..<end])
  }

  private func areFewAddresses(_ clause: Clause) -> Term {
    guard clause.key == PolicyKeys.address else { return .never }
    return test(clause.values) { values in
      if case .term(let term) = values { return undetermined("the value", term) }
      var blocks: [AddressBlock] = []
      var open: [Term] = []
      for element in elements(values) ?? [] {
        switch element {
        case .value(.string(let text)):
          guard let block = AddressBlock(text.string) else { return .never }
          blocks.append(block)
        case .term(let term): open.append(undetermined("the value", term))
        case .none(let reason): open.append(store.undetermined(because: reason))
        case .choice, .partial:
          open.append(store.undetermined(because: "an address that depends on the moment"))
        case .value, .structure, .list, .condition: return .never
        }
      }
      if AddressIntervals.coverInternet(blocks) || blocks.contains(where: \.isBroad6) {
        return .never
      }
      return store.and(open)
    }
  }
}
