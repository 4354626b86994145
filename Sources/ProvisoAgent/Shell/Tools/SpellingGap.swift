/// The gap of a text that programs can read in different ways (`String.hasOtherSpelling`).
enum SpellingGap {
  /// The reason, as the predicate of a sentence.
  static let reason =
    "has a letter that Unicode spells in several ways, or a mark on a sign, so programs can read it differently"
}
