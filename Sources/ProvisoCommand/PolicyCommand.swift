import ArgumentParser
import Proviso
import ProvisoAgent
import ProvisoInput

/// `proviso policy`.
struct PolicyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "policy",
    abstract: "Drafts and checks policies: which arguments of a tool decide something.",
    discussion: """
      `-s injection` judges the calls of a record by where their values come from. A policy says, for each \
      tool of a server, whether it acts, which arguments decide what it does, and which parts of its output \
      can be trusted or are secret. `proviso schema policy` prints the format.
      """,
    subcommands: [Draft.self, Check.self])

  /// `proviso policy init`.
  struct Draft: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "init",
      abstract: "Drafts a policy from a list of tools, for a person to read.",
      discussion: """
        The list is the answer of `tools/list` of a server of the Model Context Protocol, or the tools as they \
        are given to a model. The draft takes nothing for harmless that the list does not say.

        Example:
          proviso policy init tools.json --server mail > mail.policy.yaml
        """)

    @Argument(help: "The list of tools, in JSON; - reads standard input.")
    var tools: String

    @Option(help: ArgumentHelp("The name of the server.", valueName: "name"))
    var server: String = ""

    func run() throws {
      do throws(InputError) {
        let list = try PolicyCommand.tools(at: tools)
        try PolicyCommand.print(PolicyDraft.text(for: list, server: server))
      } catch {
        throw PolicyCommand.refusal(error)
      }
    }
  }

  /// `proviso policy check`.
  struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "check",
      abstract: "Checks the form of policies, and their names against a list of tools.")

    @Argument(help: "The files with policies, or the names of built-in ones.")
    var policies: [String]

    @Option(help: "The list of tools of the server, in JSON.")
    var tools: String?

    func run() throws {
      do throws(InputError) {
        let list = try tools.map { (path) throws(InputError) in try PolicyCommand.tools(at: path) }
        var mistakes: [String] = []
        for path in policies {
          do throws(InputError) {
            if let list {
              try ToolPolicies.check(at: path, against: list)
            } else {
              _ = try ToolPolicies(at: [path])
            }
          } catch {
            mistakes += error.messages
          }
        }
        if !mistakes.isEmpty { throw InputError(mistakes) }
      } catch {
        throw PolicyCommand.refusal(error)
      }
    }
  }

  private static func tools(at path: String) throws(InputError) -> PolicyDraft.List {
    if path == "-" {
      let bytes = try FileReader.standardInput(limit: 64 << 20)
      return try PolicyDraft.tools(in: bytes, path: "standard input")
    }
    let bytes: [UInt8]
    do throws(FileReader.Failure) {
      bytes = try FileReader.bytes(of: path)
    } catch {
      throw InputError("\(path): \(error.reason())")
    }
    return try PolicyDraft.tools(in: bytes, path: path)
  }

  private static func print(_ text: String) throws(InputError) {
    do {
      try Console.print(text)
    } catch {
      throw InputError("the draft cannot be written")
    }
  }

  private static func refusal(_ error: InputError) -> any Error {
    Console.complain(error.description)
    return ProvisoExit.unusable.code
  }
}
