/// The words that are no names wherever they stand (LANGUAGE, section 12), but after a dot.
public enum Reserved {
  /// The words.
  public static let words: Set<String> = [
    "and", "or", "not", "implies", "in", "has", "before", "until", "if", "then", "else", "true",
    "false", "null", "every", "some", "no", "exactly", "at", "where", "once", "whenever",
    "eventually", "refers", "depends", "flows", "leads", "requires", "choose", "insert", "remove",
    "fail",
  ]
}
