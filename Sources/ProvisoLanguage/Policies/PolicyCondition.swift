import ProvisoKernel

/// The `Condition` of a statement: the judge's reading.
///
/// A condition names the callers if only callers that somebody chose can meet it: fixed accounts,
/// organisations, networks or resources ("The meaning of public"). Everything else, such as an
/// encrypted connection, a header or a date, any caller can meet.
struct PolicyCondition {
  private struct Clause {
    /// "forallvalues", "foranyvalue", or empty.
    let quantifier: Text
    let name: Text
    let ifExists: Bool
    let key: Text
    let values: [Value]
  }

  private var clauses: [Clause] = []
  private var isMalformed = false
  /// The keys that a `Null` clause demands.
  private var demanded: Set<Text> = []

  init(_ condition: Value) {
    guard case .map(let operators) = condition else {
      isMalformed = !condition.isNull
      return
    }
    for (written, block) in operators where !block.isNull {
      guard case .map(let keys) = block else {
        isMalformed = true
        continue
      }
      let parts = written.lowerASCII.split(by: ":")
      var name = parts.last ?? ""
      let ifExists = name.ends(with: "ifexists")
      if ifExists { name = Text(String(name.string.dropLast("ifexists".count))) }
      for (key, values) in keys where !values.isNull {
        let clause = Clause(
          quantifier: parts.count > 1 ? parts[0] : "", name: name, ifExists: ifExists,
          key: key.lowerASCII, values: values.asList)
        clauses.append(clause)
        if name == "null", Self.are(clause.values, false) { demanded.insert(clause.key) }
      }
    }
  }

  /// Whether only named callers meet the condition.
  var namesCallers: Bool {
    clauses.contains { clause in
      if clause.ifExists || clause.quantifier == "forallvalues", !demanded.contains(clause.key) {
        return false
      }
      if PolicyKeys.matching.contains(clause.name) { return Self.areNamed(clause) }
      switch clause.name {
      case "ipaddress": return Self.areFewAddresses(clause)
      case "bool":
        return PolicyKeys.ofCallersIfTrue.contains(clause.key) && Self.are(clause.values, true)
      default: return false
      }
    }
  }

  /// Whether all who do not meet the condition are named callers, so that a denial under it leaves
  /// nobody else.
  var exceptsOnlyNamed: Bool {
    !isMalformed
      && clauses.allSatisfy { clause in
        if clause.quantifier == "foranyvalue" { return false }
        if PolicyKeys.differing.contains(clause.name) { return Self.areNamed(clause) }
        switch clause.name {
        case "notipaddress": return Self.areFewAddresses(clause)
        case "bool":
          return PolicyKeys.ofCallersIfTrue.contains(clause.key) && Self.are(clause.values, false)
        default: return false
        }
      }
  }

  private static func are(_ values: [Value], _ truth: Bool) -> Bool {
    values.allSatisfy {
      if case .string(let text) = $0 {
        text.lowerASCII == (truth ? "true" : "false")
      } else {
        $0 == .bool(truth)
      }
    }
  }

  private static func areNamed(_ clause: Clause) -> Bool {
    PolicyKeys.ofCallers.contains(clause.key)
      && clause.values.allSatisfy { isFixed($0, of: clause.key) }
  }

  /// Whether the value of a condition names one owner: nobody else can take it.
  private static func isFixed(_ value: Value, of key: Text) -> Bool {
    guard case .string(let text) = value else { return true }
    if PolicyKeys.ofResource.contains(text.lowerASCII) || isPlain(text) { return true }
    let parts = text.split(by: ":")
    if parts.count >= 6, parts[0] == "arn" {
      // An account owns what is in it; the name of an S3 bucket is unique in all accounts.
      let rest = parts[5...].allSatisfy(isPlain)
      return parts[4].count > 0 && isPlain(parts[4]) || parts[2] == "s3" && rest
    }
    if key == "aws:userid" { return parts.count > 1 && parts[0].count > 0 && isPlain(parts[0]) }
    if key.ends(with: "orgpaths") {
      let path = text.split(by: "/")
      return path.count > 1 && path[0].count > 0 && isPlain(path[0])
    }
    return false
  }

  private static func isPlain(_ text: Text) -> Bool {
    !text.contains("*") && !text.contains("?") && !text.contains("${")
  }

  private static func areFewAddresses(_ clause: Clause) -> Bool {
    guard clause.key == PolicyKeys.address else { return false }
    var blocks: [AddressBlock] = []
    for value in clause.values {
      guard case .string(let text) = value, let block = AddressBlock(text.string) else {
        return false
      }
      blocks.append(block)
    }
    return !AddressTree.coverInternet(blocks) && !blocks.contains(where: \.isBroad6)
  }
}
