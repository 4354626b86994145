import ProvisoKernel
import ProvisoSyntax

/// Functions and methods of other languages, with what is written instead.
extension Checker {
  /// The texts in place of functions of another language. `$1` and `$2` are its arguments; `$r` is the first
  /// argument as the receiver of a method.
  static let foreignFunctions: [String: String] = {
    var table: [String: String] = [:]
    for (names, written) in [
      ("size len length", "$r.size()"),
      ("lower lowerAscii lowercase toLower to_lower", "$r.lowerAscii()"),
      ("startswith startsWith starts_with hasPrefix has_prefix", "$r.startsWith($2)"),
      ("endswith endsWith ends_with hasSuffix has_suffix", "$r.endsWith($2)"),
      ("contains includes strcontains", "$r.contains($2)"),
      ("matches", "$r.matches($2)"),
      // Terraform, Rego and Python have the pattern first.
      ("regex regex_match regexmatch match re_match", "$2r.matches($1)"),
      ("can", "known($1)"), ("jsondecode parse_json json_decode fromJson", "json($1)"),
      ("split", "$r.split($2)"), ("lookup", "$r.get($2, $3)"), ("has", "$1 has $2"),
      ("even isEven is_even", "$1 % 2 == 0"), ("odd isOdd is_odd", "$1 % 2 == 1"),
      ("isNull is_null isnull", "$1 == null"), ("isEmpty is_empty empty", "$r.size() == 0"),
    ] {
      for name in names.split(separator: " ") { table[String(name)] = written }
    }
    return table
  }()

  /// Quantifiers that other languages write as functions.
  static let foreignLoops: [String: String] = [
    "all": "every x in xs { … }", "every": "every x in xs { … }", "alltrue": "every x in xs { … }",
    "forall": "every x in xs { … }", "any": "some x in xs where …",
    "anytrue": "some x in xs where …", "exists": "some x in xs where …",
    "some": "some x in xs where …", "exists_one": "exactly 1 x in xs where …",
    "filter": "… x in xs where …", "map": "sum(x in xs: …)",
  ]

  /// The source of a part of the file, in one line.
  func written(_ span: Span) -> String {
    let source = bytes(span.file)
    guard span.start >= 0, span.start < span.end, span.end <= source.count else { return "…" }
    let text = String(decoding: source[span.start..<span.end], as: UTF8.self)
    return text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }

  /// The source of an expression, in parentheses unless it can be followed by a dot.
  func receiver(_ syntax: SyntaxExpression) -> String {
    switch syntax.kind {
    case .name, .member, .index, .call, .method, .string, .parenthesized, .list, .aggregate:
      written(syntax.span)
    default: "(\(written(syntax.span)))"
    }
  }

  /// A fix that writes `text` in place of a part.
  func write(_ text: String, at span: Span) -> Diagnostic.Fix {
    .init("write `\(text)`", replace: span, with: text)
  }

  /// The name of what a quantifier can range over, and of one of its objects; `nil` if it is no name of a
  /// collection or type.
  func ranged(_ syntax: SyntaxExpression) -> (object: String, source: String)? {
    guard case .name(let name) = syntax.bare.kind, collection(named: name.text) != nil else {
      return nil
    }
    return (String(name.text.prefix(1)).lowercased(), name.text)
  }

  /// Reports a function that is one of another language, with the expression to write instead.
  ///
  /// - Returns: whether it is one.
  mutating func reportForeign(
    _ name: Name, with arguments: [SyntaxExpression], at span: Span
  ) -> Bool {
    if reportModality(name, with: arguments, at: span) { return true }
    if arguments.count == 1, let (object, source) = ranged(arguments[0]),
      Self.foreignFunctions[name.text] == "$r.size()" || name.text == "first"
    {
      report(
        .unknownFunction, at: name.span, "there is no function `\(name.text)`",
        fix: name.text == "first"
          ? .init("objects have no order: write `some \(object) in \(source) where …`")
          : write("count(\(object) in \(source))", at: span))
      return true
    }
    if let loop = Self.foreignLoops[name.text] {
      report(
        .unknownFunction, at: name.span, "there is no function `\(name.text)`; write `\(loop)`",
        fix: .init("write `\(loop)`"))
      return true
    }
    guard let template = Self.foreignFunctions[name.text] else { return false }
    let texts = arguments.map { written($0.span) }
    var text = template
    var isWhole = true
    for (mark, value) in [
      ("$2r", arguments.count > 1 ? receiver(arguments[1]) : nil),
      ("$r", arguments.first.map(receiver)), ("$1", texts.first),
      ("$2", texts.count > 1 ? texts[1] : nil), ("$3", texts.count > 2 ? texts[2] : nil),
    ] where text.contains(mark) {
      isWhole = isWhole && value != nil
      text = Self.replacing(mark, with: value ?? "…", in: text)
    }
    report(
      .unknownFunction, at: name.span, "there is no function `\(name.text)`; write `\(text)`",
      fix: isWhole ? write(text, at: span) : .init("write `\(text)`"))
    return true
  }

  /// A text with another in place of a part.
  private static func replacing(_ part: String, with other: String, in text: String) -> String {
    var out = ""
    var rest = text[...]
    while let character = rest.first {
      if rest.hasPrefix(part) {
        out += other
        rest = rest.dropFirst(part.count)
      } else {
        out.append(character)
        rest = rest.dropFirst()
      }
    }
    return out
  }

  /// Reports operators of temporal logic, and values of other moments, that are written as functions.
  private mutating func reportModality(
    _ name: Name, with arguments: [SyntaxExpression], at span: Span
  ) -> Bool {
    guard arguments.count == 1 else { return false }
    let operand = written(arguments[0].bare.span)
    switch name.text {
    case "G", "globally", "always", "henceforth", "box":
      report(
        .foreignWord, at: name.span,
        "an `invariant` already holds at every moment, so this is not needed",
        fix: write("(\(operand))", at: span))
    case "F", "finally", "diamond":
      report(
        .foreignWord, at: name.span, "`\(name.text)(P)` is written `eventually { P }`",
        fix: write("eventually { \(operand) }", at: span))
    case "never":
      report(
        .foreignWord, at: name.span, "`never(P)` is written `not (P)`",
        fix: write("not (\(operand))", at: span))
    case "old", "prev", "previous", "pre", "next", "post":
      let isEarlier = name.text != "next" && name.text != "post"
      guard vocabulary.isOfWorld else {
        report(
          .foreignWord, at: name.span,
          vocabulary.name == SyntaxFile.exampleVocabulary
            ? "there is no `\(name.text)`: `r.before` has the attributes before the plan, `r.after` those after it, and `r.now` those of the moment"
            : "there is no `\(name.text)`: a condition is about one moment of a run")
        return true
      }
      if isAfterStep, isEarlier {
        report(
          .foreignWord, at: span, "the value before the step is written `before.\(operand)`",
          fix: write("before.\(operand)", at: span))
        return true
      }
      report(
        .foreignWord, at: span,
        "there is no `\(name.text)(\(operand))`, because a condition is about one moment; after a step, `before.\(operand)` is the value before it, and `\(operand)` the value after it",
        fix: rewritings[span]
          ?? .init("write `whenever ACTION happens { before.\(operand) <= \(operand) }`"))
    default: return false
    }
    return true
  }
}
