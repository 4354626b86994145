import Synchronization

/// Patterns that are compiled at their first use, for any number of users.
public final class CompiledPatterns: Sendable {
  private let matchers = Mutex<[String: RegexMatcher?]>([:])

  /// Makes an empty collection.
  public init() {}

  /// Whether the pattern is found anywhere in the text; never if it is no RE2 expression.
  public func isFound(_ pattern: String, in text: String) -> Bool {
    let matcher = matchers.withLock { matchers in
      if let known = matchers[pattern] { return known }
      let made = RegexMatcher(pattern: pattern)
      matchers[pattern] = .some(made)
      return made
    }
    return matcher?.isFound(in: text) ?? false
  }
}
