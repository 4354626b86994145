import ProvisoResult

/// The caller's changes of the rules, and the values that the answers rest on.
extension TextReport {
  /// One sentence for each changed rule.
  func adjustments(of result: CheckResult) -> [String] {
    result.rules.map { adjustment in
      var parts: [String] = []
      if adjustment.isOff { parts.append("off") }
      if let severity = adjustment.severity { parts.append("severity \(severity.rawValue)") }
      if !adjustment.onlyTypes.isEmpty {
        parts.append("only \(adjustment.onlyTypes.joined(separator: ", "))")
      }
      if !adjustment.exclude.isEmpty {
        parts.append("without \(adjustment.exclude.joined(separator: ", "))")
      }
      if !adjustment.isOff, !adjustment.exclude.isEmpty || !adjustment.onlyTypes.isEmpty {
        let count = result.excluded(by: adjustment)
        parts.append("\(Self.instance.counted(count)) not judged")
      }
      return "\(adjustment.rule): \(parts.joined(separator: "; ")), because \(adjustment.because)"
    }
  }

  /// One line for each value from outside.
  func values(of result: CheckResult) -> [String] {
    result.values.map { "\($0.name) = \($0.json)" + ($0.isGiven ? "" : " (default)") }
  }

  static let instance = InputWords.Noun("instance")
}
