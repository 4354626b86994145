/// The mutants that really mean something else, so that another answer is right.
enum HarmlessMutant {
  /// Why a mutant can have a better answer than the original; nil if it must not.
  static func reason(_ path: String, _ change: String?) -> String? {
    reasons.first { path.wholeMatch(of: $0.path) != nil }?.reason
  }

  private struct Rule: @unchecked Sendable {
    let path: Regex<AnyRegexOutput>
    let reason: String

    init(_ pattern: String, _ reason: String) {
      path = (try? Regex(pattern)) ?? Regex(verbatim: "")
      self.reason = reason
    }
  }

  private static let reasons: [Rule] = [
    Rule(#"resource_changes\.#\.change\.(before|after)\..*"#, "another value of the object"),
    Rule(#"messages\.#"#, "a message less"),
    Rule(#"messages\.#\.content"#, "another text of the user or of a tool"),
  ]
}
