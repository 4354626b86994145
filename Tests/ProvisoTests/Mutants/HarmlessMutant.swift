/// The mutants that really mean something else, so that another answer is right.
enum HarmlessMutant {
  /// Why a mutant can have a better answer than the original; nil if it must not.
  static func reason(_ path: String, _ change: String?) -> String? {
    reasons.first { rule in
      path.wholeMatch(of: rule.path) != nil && (rule.change == nil || rule.change == change)
    }?.reason
  }

  private struct Rule: @unchecked Sendable {
    let path: Regex<AnyRegexOutput>
    /// The value that is put there; nil for all, and for none.
    let change: String?
    let reason: String

    init(_ pattern: String, change: String? = nil, _ reason: String) {
      path = (try? Regex(pattern)) ?? Regex(verbatim: "")
      self.change = change
      self.reason = reason
    }
  }

  private static let reasons: [Rule] = [
    Rule(#"resource_changes\.#\.change\.(before|after)\..*"#, "another value of the object"),
    Rule(#"messages\.#"#, "a message less"),
    Rule(
      #"messages\.#\.tool_calls\.#\.function\.arguments"#, change: #""""#,
      "a call without arguments"),
    Rule(#"messages\.#\.content"#, "another text of the user or of a tool"),
  ]
}
