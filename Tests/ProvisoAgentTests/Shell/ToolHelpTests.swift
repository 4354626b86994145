import Foundation
import TestSupport
import Testing

@testable import ProvisoAgent

/// The option tables and the help of the programs that are installed here.
///
/// An option that takes a value in one of the two only would make a word an operand or not. In a campaign
/// the tests print the options that the tables do not have; commands with these are gaps.
@Suite struct ToolHelpTests {
  enum Arity { case none, optional, one }

  /// The options that the tables describe otherwise on purpose: their values are among the operands.
  static let exceptions: Set<String> = ["checkout -b", "switch -c", "switch --create"]

  @Test(arguments: [
    "rm", "rmdir", "mkdir", "touch", "mv", "cp", "chmod", "chown", "tee", "sort", "uniq", "date",
  ])
  func optionsOfCoreUtilities(_ program: String) throws {
    guard let help = Self.help([program, "--help"]), help.contains("GNU coreutils") else { return }
    try Self.compare(program, command: "", with: Self.gnuOptions(in: help))
  }

  @Test(arguments: [
    "init", "clone", "add", "commit", "push", "fetch", "pull", "merge", "reset", "restore",
    "checkout", "switch", "clean", "branch", "tag", "rm", "mv",
  ])
  func optionsOfGit(_ command: String) throws {
    guard let help = Self.help(["git", command, "-h"]) else { return }
    try Self.compare("git", command: command, with: Self.gnuOptions(in: help))
  }

  @Test(arguments: ["apply", "create", "delete", "scale", "patch", "label", "annotate", "drain"])
  func optionsOfKubernetes(_ command: String) throws {
    guard let help = Self.help(["kubectl", command, "--help"]) else { return }
    var options: [String: Arity] = [:]
    for line in help.split(separator: "\n") {
      guard
        let parts = line.wholeMatch(of: #/ +((?:-\w, )?--[\w-]+)=(.*):/#)?.output
      else { continue }
      let arity: Arity = ["true", "false"].contains(parts.2) ? .none : .one
      for name in parts.1.split(separator: ", ") { options[String(name)] = arity }
    }
    // These have a value that they take only after `=`.
    for name in ["--dry-run", "--validate", "--cascade"] where options[name] == .one {
      options[name] = .optional
    }
    try Self.compare("kubectl", command: command, with: options)
  }

  /// The options in the help of git and of the core utilities.
  static func gnuOptions(in help: String) -> [String: Arity] {
    var options: [String: Arity] = [:]
    for line in help.split(separator: "\n") {
      guard let found = line.prefixMatch(of: #/ +(-.*?)(  |$)/#) else { continue }
      let head = found.output.1.replacing("--[no-]", with: "--")
      let arity: Arity =
        head.contains("[=") || head.contains("[<")
        ? .optional : head.contains(#/--?[\w-]+[ =][<A-Z\(]/#) ? .one : .none
      for name in head.matches(of: #/(?:^|[ ,])(--?\w[\w-]*)/#) {
        let name = String(name.output.1)
        if options[name] == nil { options[name] = arity }
      }
    }
    return options
  }

  private static func compare(
    _ program: String, command: String, with options: [String: Arity]
  ) throws {
    #expect(options.count > 1, "\(program) \(command): its help was not understood")
    let table = try #require(ToolTable.programs[program])
    let words = command.split(separator: " ").map(String.init)
    let form = try #require(table.forms.first { $0.words == words })
    var compared = 0
    var known: Set<String> = []
    for option in form.options {
      let arity: Arity =
        if case .optionalValue = option.meaning { .optional } else {
          option.takesValue ? .one : .none
        }
      for name in option.spellings {
        known.insert(name)
        guard let own = options[name], !exceptions.contains("\(command) \(name)") else { continue }
        compared += 1
        // The table of an option without a value lets no value through.
        #expect(
          own == arity || own == .optional && arity == .none,
          "\(program) \(command) \(name): \(arity) in the table, \(own) in the help")
      }
    }
    #expect(compared > 0, "\(program) \(command)")
    guard Campaign.isRunning else { return }
    let missing = options.keys.filter { !known.contains($0) }.sorted()
    print(
      "\(program) \(command): \(missing.count) options in no table: \(missing.joined(separator: " "))"
    )
  }

  /// The output of a program; `nil` if it is not installed.
  private static func help(_ command: [String]) -> String? {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["LC_ALL=C"] + command
    let pipe = Pipe()
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = pipe
    process.standardError = pipe
    guard (try? process.run()) != nil else { return nil }
    let text = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    return process.terminationStatus == 127 ? nil : text
  }
}
