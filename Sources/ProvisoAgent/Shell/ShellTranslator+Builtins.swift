import ProvisoKernel
import ProvisoPlans

/// Builtins that evaluate or assign.
extension ShellTranslator {
  /// Rejects a test that can evaluate a subscript: `test -v 'a[$(…)]'`.
  func checkTest(_ words: ArraySlice<ShellArgument>) throws(ShellGap) {
    let words = words.filter { $0.text != "]" }
    let unary = words.drop { $0.text == "!" }
    var evaluates = words.contains { ["-v", "-R"].contains($0.text) || $0.isSplit }
    if unary.count == 2, unary.first?.text == nil { evaluates = true }
    for (word, next) in zip(words, words.dropFirst()) where word.text == nil {
      // The unknown word can be `-v`, which evaluates the next one.
      evaluates = evaluates || next.text.map { $0.contains("[") } ?? true
    }
    guard !evaluates else { throw ShellGap("a test can evaluate one of its words") }
  }

  /// Rejects a `[[ … ]]` that can evaluate a word: the operands of `-eq` and its like are
  /// arithmetic, and a subscript in them can run commands.
  func checkEvaluation(_ words: [ShellWord], in state: ShellState) throws(ShellGap) {
    func isNumber(_ word: ShellWord) -> Bool {
      if case .variable(let name, _)? = word.pieces.first, word.pieces.count == 1 {
        if ["?", "#", "$", "!"].contains(name) { return true }
        return state.variables[name]?.text.map { Int($0) != nil } ?? false
      }
      return word.plainText.map { Int($0) != nil } ?? false
    }
    for (index, word) in words.enumerated() {
      switch word.bareText {
      case "-v", "-R": throw ShellGap("a test can evaluate one of its words")
      case "-eq", "-ne", "-lt", "-le", "-gt", "-ge":
        guard index > 0, index + 1 < words.count, isNumber(words[index - 1]),
          isNumber(words[index + 1])
        else { throw ShellGap("a test evaluates a word that is not known to be a number") }
      default: continue
      }
    }
  }

  /// Reads the names of `read`.
  func readVariables(
    _ words: ArraySlice<ShellArgument>, in state: inout ShellState, input: CallBuilder.Input
  ) throws(ShellGap) {
    let content: ShellArgument.Content =
      if case .calls(let names) = input { .computed("", from: names) } else { .unknown("") }
    let unsupported = ShellGap("this use of `read` is not supported")
    var rest = words
    while let word = rest.first?.plainText, word.hasPrefix("-") {
      rest = rest.dropFirst()
      switch word {
      case "-r", "-s", "-er": continue
      case "-p", "-t", "-n", "-N", "-d", "-u":
        guard rest.popFirst()?.text != nil else { throw unsupported }
      default: throw unsupported
      }
    }
    guard !rest.isEmpty else { throw unsupported }
    for word in rest {
      guard let name = word.plainText, ShellWord.isName(name), !ShellEnvironment.isSpecial(name),
        !ShellEnvironment.known.contains(name)
      else { throw unsupported }
      state.variables[name] = ShellArgument(content: content)
    }
  }
}
