/// The reason why a part of a command line is not understood. It follows "cannot verify:" in
/// messages.
///
/// The reason names programs, options and constructs, but never values, because they may be secret.
struct ShellGap: Error, Hashable, Sendable {
  let reason: String

  /// Whether no contract describes a command of this form at all.
  var isWithoutContract = false

  /// Describes a gap. A name in the reason cannot begin a line of its own.
  init(_ reason: String) { self.reason = reason.printable }

  static let missingOperand = ShellGap("an operand that its contract requires is missing")
  static let extraOperand = ShellGap("it has more operands than its contract describes")
}

/// A word before the shell expands it.
struct ShellWord: Sendable {
  enum Piece: Sendable {
    /// Text without its quotes. If it was not quoted, the shell looks for patterns in it.
    case text(String, isQuoted: Bool)
    /// `$NAME`, `${NAME}`, or a special parameter such as `$?`.
    case variable(String, isQuoted: Bool)
    /// `${NAME:-text}`, `${NAME%pattern}` and the like, with the part after the name: a text made from that of
    /// the variable.
    case transformed(String, String, isQuoted: Bool)
    /// `$((…))`, with the variables in it.
    case arithmetic([String], isQuoted: Bool)
    /// `$(…)`, with the source of the command.
    case command(String, isQuoted: Bool)
    /// A whole word with `{a,b}`, as the words that the shell replaces it by.
    case braces([String])
    /// An unsupported construct, with the reason for a gap.
    case unsupported(String)
  }

  var pieces: [Piece] = []

  /// The text, if no part of it is quoted or expanded. Only then can it be a reserved word.
  var bareText: String? {
    var text = ""
    for piece in pieces {
      guard case .text(let part, isQuoted: false) = piece else { return nil }
      text += part
    }
    return text
  }

  /// The text without its quotes, if no part of it is expanded.
  var plainText: String? {
    var text = ""
    for piece in pieces {
      guard case .text(let part, _) = piece else { return nil }
      text += part
    }
    return text
  }

  /// The name and the value, if the word is an assignment `NAME=value`.
  var assignment: (name: String, value: ShellWord)? {
    guard case .text(let first, isQuoted: false)? = pieces.first,
      let sign = first.firstIndex(of: "=")
    else { return nil }
    let name = String(first[..<sign])
    guard ShellWord.isName(name) else { return nil }
    var value = ShellWord()
    let rest = String(first[first.index(after: sign)...])
    if !rest.isEmpty { value.pieces.append(.text(rest, isQuoted: false)) }
    value.pieces += pieces.dropFirst()
    return (name, value)
  }

  /// Whether a text can be the name of a variable.
  static func isName(_ text: String) -> Bool {
    guard let first = text.utf8.first, !(0x30...0x39).contains(first) else { return false }
    return text.utf8.allSatisfy(ShellLexer.isNameByte)
  }
}

/// A redirection, such as `> file`.
struct ShellRedirection: Sendable {
  /// The file descriptor before the operator; `nil` if there is none.
  let descriptor: Int?
  let sign: String
  let target: ShellWord
  /// The text of a here-document.
  var document: ShellWord?
}

/// A program with its words and the assignments before it.
struct ShellSimpleCommand: Sendable {
  var assignments: [(name: String, value: ShellWord)] = []
  var words: [ShellWord] = []
}

/// One command of a pipeline with its redirections.
struct ShellCommand: Sendable {
  indirect enum Kind: Sendable {
    case simple(ShellSimpleCommand)
    case group([ShellStatement])
    case subshell([ShellStatement])
    case conditional(
      [(condition: [ShellStatement], body: [ShellStatement])], otherwise: [ShellStatement])
    case forEach(String, [ShellWord], [ShellStatement])
    /// `while` or `until`: a condition and a body.
    case loop([ShellStatement], [ShellStatement])
    /// `[[ … ]]` with its words.
    case test([ShellWord])
  }

  let kind: Kind
  var redirections: [ShellRedirection] = []
}

/// Commands that run concurrently. Each reads the output of the previous one.
struct ShellPipeline: Sendable {
  var isNegated = false
  /// Whether `time` is before it, which only measures.
  var isTimed = false
  var commands: [ShellCommand] = []
}

/// Pipelines that are joined with `&&` and `||`.
struct ShellStatement: Sendable {
  var first: ShellPipeline
  var rest: [(isAnd: Bool, pipeline: ShellPipeline)] = []
  var isInBackground = false
}
