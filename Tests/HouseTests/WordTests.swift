import Testing

/// Words that belong to one kind of input or to the command stay where they belong.
struct WordTests {
  @Test func sharedTargetsHaveNoWordOfTerraform() {
    for file in House.sources where Rules.withoutTerraform.contains(file.target) {
      guard !Rules.examples.contains("\(file.target)/\(file.folder)") else { continue }
      let pieces =
        file.words.map { ($0.text, $0.line) } + file.text.literals.map { ($0.text, $0.line) }
      for (text, line) in pieces {
        for word in Rules.wordsOfTerraform where text.lowercased().contains(word) {
          Issue.record("\(file.path):\(line) says `\(word)`, which only ProvisoTerraform may")
        }
      }
    }
  }

  @Test func librariesHaveNoWordOfTheCommand() {
    for file in House.sources where !Rules.command.contains(file.target) {
      for literal in file.text.literals {
        for word in Rules.wordsOfTheCommand where literal.text.contains(word) {
          Issue.record(
            "\(file.path):\(literal.line) says `\(word)`, which only the command may")
        }
      }
    }
  }
}
