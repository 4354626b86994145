import ProvisoKernel

/// Compiled patterns of `matches`, by their text.
package final class PatternCache {
  private var compiled: [String: RegexMatcher?] = [:]

  package init() {}

  /// Whether the pattern is found anywhere in the text; false where the pattern is no RE2 expression,
  /// which the checker has refused before.
  package func matches(_ pattern: String, _ text: Text) -> Bool {
    let matcher: RegexMatcher?
    if let known = compiled[pattern] {
      matcher = known
    } else {
      matcher = RegexMatcher(pattern: pattern)
      compiled[pattern] = matcher
    }
    return matcher?.isFound(in: text.string) ?? false
  }
}
