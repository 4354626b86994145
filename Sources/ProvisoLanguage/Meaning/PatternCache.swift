import ProvisoKernel
import ProvisoPatterns

/// Compiled patterns of `matches`, by their text, and what they said of texts: a rule about every pair of
/// calls asks the same of each output many times.
package final class PatternCache {
  private struct Question: Hashable {
    let pattern: String
    let text: Text
  }

  private var compiled: [String: RegexMatcher?] = [:]
  private var answers: [Question: Bool] = [:]
  /// With more answers than this the old ones are forgotten.
  private static let mostAnswers = 1 << 16

  package init() {}

  /// Whether the pattern is found anywhere in the text; false where the pattern is no RE2 expression,
  /// which the checker has refused before.
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
