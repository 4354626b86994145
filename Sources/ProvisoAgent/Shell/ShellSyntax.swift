/// Why a part of a command line is not understood: half a sentence after "cannot verify:".
///
/// It names programs, options and constructs, never values: those may be secret.
struct ShellGap: Error, Hashable, Sendable {
  let reason: String

  init(_ reason: String) { self.reason = reason }
}

/// A word as it is written, before the shell expands it.
struct ShellWord: Sendable {
  enum Piece: Sendable {
    /// Text with its quotes taken off; where it was not quoted, the shell looks for patterns in it.
    case text(String, isQuoted: Bool)
    /// `$NAME`, `${NAME}`, and the parameters with a sign for a name (`$?`).
    case variable(String, isQuoted: Bool)
    /// `$(…)`, by its source.
    case command(String, isQuoted: Bool)
    /// What this reader has no meaning for.
    case unsupported(String)
  }

  var pieces: [Piece] = []

  /// The text where nothing of it is quoted or expanded: only then can it be a word of the syntax.
  var bareText: String? {
    var text = ""
    for piece in pieces {
      guard case .text(let part, isQuoted: false) = piece else { return nil }
      text += part
    }
    return text
  }

  /// The text with its quotes taken off, where nothing is expanded.
  var plainText: String? {
    var text = ""
    for piece in pieces {
      guard case .text(let part, _) = piece else { return nil }
      text += part
    }
    return text
  }

  /// `NAME=value` at the start of a command: the name, and the word that is the value.
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

  /// Whether a text can name a variable.
  static func isName(_ text: String) -> Bool {
    guard let first = text.utf8.first, !(0x30...0x39).contains(first) else { return false }
    return text.utf8.allSatisfy(ShellLexer.isNameByte)
  }
}

/// `> file` and the like.
struct ShellRedirection: Sendable {
  /// The descriptor before the operator; `nil` where there is none.
  let descriptor: Int?
  let sign: String
  let target: ShellWord
  /// The text of a here-document.
  var document: ShellWord?
}

/// A program with its words.
struct ShellSimpleCommand: Sendable {
  var assignments: [(name: String, value: ShellWord)] = []
  var words: [ShellWord] = []
}

/// One command of a pipeline, with what is redirected.
struct ShellCommand: Sendable {
  indirect enum Kind: Sendable {
    case simple(ShellSimpleCommand)
    case group([ShellStatement])
    case subshell([ShellStatement])
    case conditional(
      [(condition: [ShellStatement], body: [ShellStatement])], otherwise: [ShellStatement])
    case forEach(String, [ShellWord], [ShellStatement])
    /// `[[ … ]]`, by its words.
    case test([ShellWord])
  }

  let kind: Kind
  var redirections: [ShellRedirection] = []
}

/// Commands that run at once, each reading what the one before it writes.
struct ShellPipeline: Sendable {
  var isNegated = false
  var commands: [ShellCommand] = []
}

/// Pipelines with `&&` and `||` between them.
struct ShellStatement: Sendable {
  var first: ShellPipeline
  var rest: [(isAnd: Bool, pipeline: ShellPipeline)] = []
  var isInBackground = false
}
