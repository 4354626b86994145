import ArgumentParser
import Foundation
import Proviso
import ProvisoReport

/// `proviso schema`.
struct SchemaCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "schema",
    abstract: "Prints a JSON Schema: of the result, or of proviso.yaml.",
    discussion: """
      Examples:
        proviso schema result    what --format json prints
        proviso schema config    proviso.yaml, for an editor's completion
      """)

  enum Subject: String, ExpressibleByArgument, CaseIterable {
    case result, config
  }

  @Argument(help: "Of what: result or config.")
  var subject: Subject

  func run() {
    let text = subject == .result ? ResultSchema.text : SettingsSchema.text
    FileHandle.standardOutput.write(Data(text.utf8))
  }
}
