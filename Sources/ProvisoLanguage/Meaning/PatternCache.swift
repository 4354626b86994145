import ProvisoKernel
import ProvisoPatterns

/// Caches the answers of `matches`: a rule about every pair of calls
/// matches the same outputs many times.
package final class PatternCache {
  private struct Question: Hashable {
    let pattern: String
    let text: Text
  }

  private let compiled: CompiledPatterns
  private var answers: [Question: Bool] = [:]
  /// The largest number of cached answers; the cache is emptied when it is full.
  private static let mostAnswers = 1 << 16

  /// Makes a cache without answers.
  ///
  /// - Parameter compiled: the compiled patterns, which caches can share; answers are never shared.
  package init(compiled: CompiledPatterns = CompiledPatterns()) { self.compiled = compiled }

  /// Whether the text contains a match of the pattern. The result is false for a pattern that is
  /// not an RE2 expression; the checker has already rejected these.
  package func matches(_ pattern: String, _ text: Text) -> Bool {
    let question = Question(pattern: pattern, text: text)
    if let known = answers[question] { return known }
    let answer = compiled.isFound(pattern, in: text.string)
    if answers.count >= Self.mostAnswers { answers = [:] }
    answers[question] = answer
    return answer
  }
}
