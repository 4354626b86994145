import ProvisoKernel
import ProvisoPatterns

/// Caches compiled patterns of `matches` and their answers: a rule about every pair of calls
/// matches the same outputs many times.
package final class PatternCache {
  private struct Question: Hashable {
    let pattern: String
    let text: Text
  }

  private var compiled: [String: RegexMatcher?] = [:]
  private var answers: [Question: Bool] = [:]
  /// The largest number of cached answers; the cache is emptied when it is full.
  private static let mostAnswers = 1 << 16

  package init() {}

  /// Whether the text contains a match of the pattern. The result is false for a pattern that is
  /// not an RE2 expression; the checker has already rejected these.
  package func matches(_ pattern: String, _ text: Text) -> Bool {
    let question = Question(pattern: pattern, text: text)
    if let known = answers[question] { return known }
    let answer = matcher(pattern)?.isFound(in: text.string) ?? false
    if answers.count >= Self.mostAnswers { answers = [:] }
    answers[question] = answer
    return answer
  }

  private func matcher(_ pattern: String) -> RegexMatcher? {
    if let known = compiled[pattern] { return known }
    let matcher = RegexMatcher(pattern: pattern)
    compiled[pattern] = matcher
    return matcher
  }
}
