/// Reads the effects of SQL statements from their text. The lexical rules are those of PostgreSQL.
enum SQLText {
  /// The effect of a statement.
  enum Effect: Sendable, Equatable {
    case reads
    /// The beginning of a transaction, whose effects are taken back without its end.
    case begins
    /// The end of a transaction.
    case ends
    case drops(kind: String, names: [String], cascades: Bool)
    case truncates(tables: [String], cascades: Bool)
    case deletes(table: String, isFiltered: Bool)
    case updates(table: String, isFiltered: Bool)
    case inserts(table: String)
    case creates(kind: String, name: String)
    case alters(table: String, drops: Bool)
  }

  enum Token: Equatable {
    /// A word in lower case, or a quoted name.
    case word(String, isQuoted: Bool)
    case text
    case sign(UInt8)

    /// The word, unless it is quoted.
    var keyword: String? {
      if case .word(let word, isQuoted: false) = self { word } else { nil }
    }

    var name: String? {
      if case .word(let word, _) = self { word } else { nil }
    }
  }

  /// The effects of statements that are separated by `;`.
  static func effects(_ text: String) throws(ShellGap) -> [Effect] {
    var out: [Effect] = []
    for statement in try tokens(text).split(separator: .sign(UInt8(ascii: ";"))) {
      out.append(try effect(Array(statement)))
    }
    return out
  }

  // MARK: Tokens

  private static func tokens(_ text: String) throws(ShellGap) -> [Token] {
    let bytes = Array(text.utf8)
    var out: [Token] = []
    var at = 0
    func isNext(_ mark: String) -> Bool { bytes[at...].starts(with: mark.utf8) }
    func skip(past mark: String) throws(ShellGap) {
      while at < bytes.count {
        if isNext(mark) {
          at += mark.utf8.count
          return
        }
        at += 1
      }
      throw ShellGap("a quote in its SQL is not closed")
    }
    /// The name, unless its spelling leaves open which object it means.
    func checked(_ name: String) throws(ShellGap) -> String {
      // The server cuts longer names, which can make them that of another object.
      guard name.utf8.count <= DatabaseNames.longest else { throw ShellGap(longName) }
      return name
    }
    while at < bytes.count {
      let byte = bytes[at]
      switch byte {
      case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\n"), UInt8(ascii: "\r"): at += 1
      case UInt8(ascii: "-") where isNext("--"):
        while at < bytes.count, !"\r\n".utf8.contains(bytes[at]) { at += 1 }
      case UInt8(ascii: "/") where isNext("/*"): throw ShellGap("its SQL contains a comment (`/*`)")
      case UInt8(ascii: "'"):
        // `E'…'` has escapes, and some servers are configured to read escapes in every string.
        at += 1
        let start = at
        try skip(past: "'")
        guard !bytes[start..<at].contains(UInt8(ascii: "\\")) else {
          throw ShellGap("its SQL contains a backslash in a string")
        }
        out.append(.text)
      case UInt8(ascii: "\""):
        at += 1
        let start = at
        try skip(past: "\"")
        let name = String(decoding: bytes[start..<(at - 1)], as: UTF8.self)
        guard !name.isEmpty, !name.contains("."), at == bytes.count || bytes[at] != byte else {
          throw ShellGap("its SQL contains a name with a quote or a dot")
        }
        out.append(.word(try checked(name), isQuoted: true))
      case UInt8(ascii: "\\"), UInt8(ascii: "$"):
        throw ShellGap("its SQL contains a `\(Character(Unicode.Scalar(byte)))`")
      case UInt8(ascii: ":"):
        guard isNext("::") else { throw ShellGap("its SQL contains a psql variable") }
        at += 2
        out.append(.sign(byte))
      case _ where ShellLexer.isNameByte(byte) || byte >= 0x80:
        let start = at
        while at < bytes.count, ShellLexer.isNameByte(bytes[at]) || bytes[at] >= 0x80 { at += 1 }
        let word = String(decoding: bytes[start..<at], as: UTF8.self)
        if word.lowercased() == "u", isNext("&'") || isNext("&\"") {
          throw ShellGap("its SQL contains a name or a text with escapes (`U&`)")
        }
        // Whether the server folds letters outside ASCII depends on its encoding.
        let name = folded(word)
        guard name.utf8.elementsEqual(word.lowercased().utf8) else {
          throw ShellGap("its SQL contains a capital outside ASCII in a name without quotes")
        }
        out.append(.word(try checked(name), isQuoted: false))
      default:
        guard byte >= 0x20, byte != 0x7F else {
          throw ShellGap("its SQL contains a control character")
        }
        out.append(.sign(byte))
        at += 1
      }
    }
    return out
  }

  /// The word with the capitals of ASCII in lower case.
  private static func folded(_ word: String) -> String {
    String(
      decoding: word.utf8.map { (0x41...0x5A).contains($0) ? $0 + 0x20 : $0 }, as: UTF8.self)
  }

  static let longName = "a name has more than \(DatabaseNames.longest) bytes, which the server cuts"

  // MARK: Statements

  /// The functions and keywords that can be before a parenthesis and have no effects.
  private static let allowedBeforeParenthesis: Set<String> = [
    "count", "sum", "min", "max", "avg", "coalesce", "lower", "upper", "length", "now", "round",
    "abs",
    "date_trunc", "extract", "cast", "exists", "in", "values", "any", "all", "over", "and", "or",
    "not", "on", "using", "as", "filter", "where", "select", "from", "distinct", "when", "then",
    "else", "case", "numeric", "varchar", "char", "decimal", "key", "unique", "check", "references",
    "partition", "by", "nullif", "greatest", "least", "trim", "join", "union", "interval", "with",
    "version", "pg_size_pretty", "pg_database_size", "pg_relation_size", "pg_total_relation_size",
    "to_char", "string_agg", "row_number", "substring", "current_schema",
    "returning", "set", "limit", "offset", "having", "like", "between", "is",
  ]

  /// The keywords that a reading statement must not contain.
  private static let writingKeywords: Set<String> = [
    "into", "insert", "update", "delete", "merge", "drop", "truncate", "alter", "create", "grant",
    "revoke", "copy", "call", "do", "execute", "analyze", "lock",
  ]

  private static func effect(_ tokens: [Token]) throws(ShellGap) -> Effect {
    let unknown = ShellGap("its SQL contains an unsupported statement")
    var rest = tokens[...]
    func next(_ words: String...) -> Bool {
      guard rest.count >= words.count, zip(words, rest).allSatisfy({ $0 == $1.keyword }) else {
        return false
      }
      rest = rest.dropFirst(words.count)
      return true
    }
    func name() throws(ShellGap) -> String {
      guard var name = rest.popFirst()?.name else { throw unknown }
      while rest.first == .sign(UInt8(ascii: ".")) {
        guard let part = rest.dropFirst().first?.name else { throw unknown }
        name += "." + part
        rest = rest.dropFirst(2)
      }
      // `database.schema.table` can only name the database of the connection.
      let parts = name.split(separator: ".", omittingEmptySubsequences: false)
      if parts.count == 3 { name = parts.dropFirst().joined(separator: ".") }
      return name.hasPrefix("public.") ? String(name.dropFirst("public.".count)) : name
    }
    func names() throws(ShellGap) -> [String] {
      var out = [try name()]
      while rest.first == .sign(UInt8(ascii: ",")) {
        rest = rest.dropFirst()
        out.append(try name())
      }
      return out
    }
    let passingOn = ShellGap("it makes something that passes the effects of later statements on")
    func checkPassing(_ tokens: some Sequence<Token>) throws(ShellGap) {
      let words: Set = ["cascade", "inherits", "inherit", "partition", "attach"]
      if tokens.contains(where: { words.contains($0.keyword ?? "") }) { throw passingOn }
    }
    guard let verb = rest.popFirst()?.keyword else { throw unknown }
    switch verb {
    case "begin", "commit", "end":
      guard rest.allSatisfy({ ["transaction", "work"].contains($0.keyword) }) else { throw unknown }
      return verb == "begin" ? .begins : .ends
    case "select", "show", "explain", "values", "table", "with":
      try checkFunctions(rest)
      try checkStatements(rest)
      return .reads
    case "drop":
      guard let kind = rest.popFirst()?.keyword,
        ["table", "database", "schema", "view", "index", "sequence"].contains(kind)
      else { throw unknown }
      _ = next("concurrently")
      _ = next("if", "exists")
      let names = try names()
      let cascades = next("cascade")
      _ = next("restrict")
      guard rest.isEmpty else { throw unknown }
      return .drops(kind: kind, names: names, cascades: cascades)
    case "truncate":
      _ = next("table")
      _ = next("only")
      let tables = try names()
      _ = next("restart", "identity")
      let cascades = next("cascade")
      guard rest.isEmpty else { throw unknown }
      return .truncates(tables: tables, cascades: cascades)
    case "delete":
      guard next("from") else { throw unknown }
      _ = next("only")
      let table = try name()
      try checkFunctions(rest)
      try checkStatements(rest)
      return .deletes(table: table, isFiltered: rest.contains { $0.keyword == "where" })
    case "update":
      _ = next("only")
      let table = try name()
      try checkFunctions(rest)
      try checkStatements(rest)
      guard rest.contains(where: { $0.keyword == "set" }) else { throw unknown }
      return .updates(table: table, isFiltered: rest.contains { $0.keyword == "where" })
    case "insert":
      guard next("into") else { throw unknown }
      let table = try name()
      // The list of columns follows the name in parentheses.
      try checkFunctions(rest)
      try checkStatements(rest)
      // `on conflict do update` overwrites existing rows.
      return rest.contains { $0.keyword == "update" }
        ? .updates(table: table, isFiltered: true) : .inserts(table: table)
    case "create":
      _ = next("unique")
      guard let kind = rest.popFirst()?.keyword,
        ["table", "database", "schema", "index", "view", "sequence"].contains(kind)
      else { throw unknown }
      if kind == "view" { throw passingOn }
      try checkPassing(rest)
      _ = next("concurrently")
      _ = next("if", "not", "exists")
      let name = try name()
      if kind == "view" || kind == "table" || kind == "index" { try checkFunctions(rest) }
      // `create table x as with d as (delete from …) …` and `create schema s create …`.
      try checkStatements(rest)
      return .creates(kind: kind, name: name)
    case "alter":
      guard next("table") else { throw unknown }
      _ = next("if", "exists")
      let table = try name()
      // `rename` is not supported, because the new name of the table is not tracked.
      guard ["add", "drop", "alter"].contains(rest.first?.keyword),
        !rest.contains(where: { $0.keyword == "rename" })
      else { throw unknown }
      try checkPassing(rest)
      try checkFunctions(rest)
      try checkStatements(rest, except: ["drop", "alter"])
      return .alters(
        table: table,
        drops: rest.contains { ["drop", "type", "attach", "detach"].contains($0.keyword ?? "") })
    default: throw unknown
    }
  }

  /// Rejects statements inside a statement, such as a `delete` after `with`.
  ///
  /// - Parameter except: keywords that are part of the statement itself.
  private static func checkStatements(
    _ tokens: ArraySlice<Token>, except allowed: Set<String> = []
  ) throws(ShellGap) {
    var before: String?
    for token in tokens {
      defer { before = token.keyword }
      guard let word = token.keyword, writingKeywords.contains(word), !allowed.contains(word)
      else { continue }
      switch (before, word) {
      // `references … on delete cascade`, `on conflict … do update`.
      case ("on", "delete"), ("on", "update"), ("do", "update"): continue
      case (_, "do") where before == nil || before == "conflict": continue
      default: throw ShellGap("its SQL contains an unsupported statement")
      }
    }
  }

  /// Rejects calls of functions that are not in the list, because a function can have any effect.
  private static func checkFunctions(_ tokens: ArraySlice<Token>) throws(ShellGap) {
    var before: Token?
    for (token, after) in zip(tokens, tokens.dropFirst()) {
      defer { before = token }
      guard after == .sign(UInt8(ascii: "(")) else { continue }
      // A schema before a name makes it another function.
      if let name = token.name,
        !allowedBeforeParenthesis.contains(name) || token.keyword == nil
          || before == .sign(UInt8(ascii: "."))
      {
        throw ShellGap("its SQL contains a function call or a list of columns after a name")
      }
    }
  }
}
