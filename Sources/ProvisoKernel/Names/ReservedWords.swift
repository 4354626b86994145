/// The reserved words: they are names only after a dot (Grammar, "Tokens").
public enum ReservedWords {
  public static let words: Set<String> = [
    "and", "or", "not", "implies", "in", "has", "before", "until", "if", "then", "else", "true",
    "false", "null", "every", "some", "no", "exactly", "at", "where", "once", "whenever",
    "eventually", "refers", "depends", "flows", "leads", "requires", "choose", "insert", "remove",
    "fail", "approves",
  ]
}
