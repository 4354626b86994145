/// The reserved words: they are names only after a dot (Grammar, "Tokens").
public enum ReservedWords {
  public static let words: Set<String> = [
    "and", "or", "not", "implies", "in", "has", "before", "until", "if", "then", "else", "true",
    "false", "null", "every", "some", "no", "exactly", "at", "where", "once", "whenever",
    "eventually", "refers", "depends", "flows", "leads", "requires", "choose", "insert", "remove",
    "fail", "approves",
  ]

  /// The reserved words that the language needs only between two operands or before certain words. A
  /// spec can use them as names; plans, whose names stand in conditions, cannot.
  public static let contextual: Set<String> = ["at", "before", "has"]

  /// Whether a spec can use the word as a name.
  public static func isName(_ word: String) -> Bool {
    !words.contains(word) || contextual.contains(word)
  }
}
