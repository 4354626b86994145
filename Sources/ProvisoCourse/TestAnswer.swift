/// An answer that the file of an exercise has, and how it must be judged.
package struct TestAnswer: Sendable {
  /// Its place in the file, in words.
  package let name: String
  package let text: String
  private let outcomes: Set<ExerciseJudge.Judgement.Outcome>

  init(_ name: String, _ text: String, _ outcomes: Set<ExerciseJudge.Judgement.Outcome>) {
    self.name = name
    self.text = text
    self.outcomes = outcomes
  }

  /// Whether the answer may be judged so.
  package func expects(_ outcome: ExerciseJudge.Judgement.Outcome) -> Bool {
    outcomes.contains(outcome)
  }
}

extension Exercise {
  /// The answers in its file, with the judgements that they must get.
  package var testAnswers: [TestAnswer] {
    func numbered(
      _ texts: [String], _ word: String, _ outcomes: Set<ExerciseJudge.Judgement.Outcome>
    )
      -> [TestAnswer]
    {
      texts.enumerated().map {
        TestAnswer("the block `\(word)` \($0.offset + 1)", $0.element, outcomes)
      }
    }
    if case .words(let words) = check {
      return words.map { TestAnswer("the answer `\($0)`", $0, [.right]) }
    }
    return [
      TestAnswer("the reference", reference, [.right]),
      TestAnswer("the start", start, [.wrong, .undecided]),
    ] + numbered(right, "right", [.right])
      + numbered(wrong, "wrong", [.wrong, .undecided])
  }
}
