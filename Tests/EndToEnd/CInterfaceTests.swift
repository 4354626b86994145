import Foundation
import TestSupport
import Testing

/// The interface in C against its header, by programs in C (`Tests/CInterface`).
@Suite("Interface in C") struct CInterfaceTests {
  private static let sources = Repository.root.appendingPathComponent("Tests/CInterface")
  private static let compiler = SharedLibrary.program("clang", "cc", "gcc")

  /// Compiles a program of `Tests/CInterface` against the header and the library.
  ///
  /// - Returns: `nil` if there is no compiler.
  private static func compiled(
    _ name: String, in scratch: Scratch, options: [String] = []
  ) throws -> String? {
    guard let compiler else {
      print("there is no compiler for C: the interface in C is not tested")
      return nil
    }
    let library = try SharedLibrary.found.get()
    let program = scratch.folder.appendingPathComponent(name).path
    let built = try SharedLibrary.run(
      compiler,
      [
        "-std=c11", "-D_GNU_SOURCE", "-Wall", "-Wextra", "-Werror", "-g", "-pthread",
        "-I", SharedLibrary.header.path, sources.appendingPathComponent(name + ".c").path,
        library.path, "-Wl,-rpath," + library.deletingLastPathComponent().path, "-o", program,
      ] + options, in: scratch.folder)
    #expect(built.status == 0, "\(built.output)")
    return built.status == 0 ? program : nil
  }

  /// A folder with the files that the requests name.
  private static func folder() throws -> Scratch {
    let scratch = try Scratch()
    let example = Repository.root.appendingPathComponent("examples/two-replicas")
    for name in ["plan.json", "safe-plan.json", "availability.proviso"] {
      try scratch.write(name, Data(contentsOf: example.appendingPathComponent(name)))
    }
    let inner = scratch.folder.appendingPathComponent("inner")
    try FileManager.default.createDirectory(at: inner, withIntermediateDirectories: true)
    try FileManager.default.createSymbolicLink(
      at: inner.appendingPathComponent("link.json"),
      withDestinationURL: scratch.folder.appendingPathComponent("plan.json"))
    try scratch.write(
      "up.proviso",
      """
      world house
      var isOpen: Bool = false
      action push() { isOpen = not isOpen }
      """)
    try scratch.write(
      "inner/outside.proviso",
      """
      spec s for house
      use "../up.proviso"
      invariant shut "The door stays shut" { not isOpen }
      """)
    return scratch
  }

  @Test(arguments: ["checks", "gates", "plans", "values", "explain", "deadlines", "bad", "noise"])
  func contract(_ part: String) throws {
    let scratch = try Self.folder()
    guard let program = try Self.compiled("contract", in: scratch) else { return }
    let run = try SharedLibrary.run(program, [part, scratch.folder.path], in: scratch.folder)
    #expect(run.status == 0, "\(run.output)")
  }

  @Test(arguments: ["many", "cancel", "turns", "leaks"])
  func threads(_ part: String) throws {
    let scratch = try Scratch()
    guard let program = try Self.compiled("threads", in: scratch) else { return }
    let run = try SharedLibrary.run(program, [part], in: scratch.folder)
    #expect(run.status == 0, "\(run.output)")
    print(run.output.trimmingCharacters(in: .whitespacesAndNewlines))
  }

  /// The answers of decisions have the schema that the command prints.
  @Test func decisionsHaveTheirSchema() throws {
    let scratch = try Scratch()
    guard let program = try Self.compiled("contract", in: scratch) else { return }
    let run = try SharedLibrary.run(program, ["decisions"], in: scratch.folder)
    let schema = try JSONSchema(Executable.run(["schema", "decision"]).standardOutput)
    let texts = run.output.components(separatedBy: "\n}\n").dropLast().map { $0 + "}" }
    let decisions = try texts.map { text in
      let answer = try JSONSerialization.jsonObject(with: Data(text.utf8))
      #expect(schema.faults(in: answer).isEmpty, "\(schema.faults(in: answer))")
      return (answer as? [String: Any])?["decision"] as? String
    }
    #expect(decisions == ["allow", "deny", "ask"])
  }

  /// The header says what the library has, in C and in C++.
  @Test func headerAndLibraryAgree() throws {
    let header = try String(
      contentsOf: SharedLibrary.header.appendingPathComponent("proviso.h"), encoding: .utf8)
    let declared = Set(header.matches(of: #/(proviso_[a-z_]+)\(/#).map { String($0.1) })
    #expect(declared.count == 17)
    guard let nm = SharedLibrary.program("nm", "llvm-nm") else {
      print("there is no nm: the symbols of the library are not tested")
      return
    }
    let scratch = try Scratch()
    let symbols = try SharedLibrary.run(
      nm, ["-D", "--defined-only", SharedLibrary.found.get().path], in: scratch.folder)
    let exported = Set(
      symbols.output.matches(of: #/ T (proviso_[a-z_]+)\n/#).map { String($0.1) })
    #expect(exported == declared)
    guard let compiler = Self.compiler else { return }
    for (language, standard) in [("c", "c99"), ("c++", "c++11")] {
      let built = try SharedLibrary.run(
        compiler,
        [
          "-x", language, "-std=" + standard, "-pedantic", "-Wall", "-Wextra", "-Werror",
          "-fsyntax-only", SharedLibrary.header.appendingPathComponent("proviso.h").path,
        ], in: scratch.folder)
      #expect(
        built.status == 0 || built.output.contains("pragma once in main file"),
        "\(language): \(built.output)")
    }
  }

  /// The listing of the reference page compiles.
  @Test func theListingCompiles() throws {
    guard let compiler = Self.compiler else { return }
    let page = try String(
      contentsOf: Repository.root.appendingPathComponent(
        "Sources/ProvisoLanguage/ProvisoLanguage.docc/InterfaceInC.md"), encoding: .utf8)
    let listing = try #require(page.firstMatch(of: #/```c\n((?s).*?)```/#)).1
    let scratch = try Scratch()
    try scratch.write(
      "listing.c",
      """
      #include <proviso.h>
      #include <stdio.h>
      #include <string.h>
      int main(void) {
      \(listing)
      return 0;
      }
      """)
    let built = try SharedLibrary.run(
      compiler,
      [
        "-std=c11", "-Wall", "-Wextra", "-Werror", "-fsyntax-only", "-I",
        SharedLibrary.header.path, "listing.c",
      ], in: scratch.folder)
    #expect(built.status == 0, "\(built.output)")
  }

  /// The runtime of the thread sanitizer needs Swift's libdispatch.
  private static func options(for sanitizer: String) -> [String] {
    guard sanitizer == "thread", let compiler else { return ["-fsanitize=" + sanitizer] }
    let folder = URL(fileURLWithPath: compiler).resolvingSymlinksInPath()
      .deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("lib/swift/linux").path
    return [
      "-fsanitize=thread", "-L" + folder, "-ldispatch", "-lBlocksRuntime", "-Wl,-rpath," + folder,
    ]
  }

  /// The programs under sanitizers, with `PROVISO_CAMPAIGN`. `PROVISO_LIBRARY` can name a library that was
  /// built with the same `--sanitize`, for its own code too. Leaks are counted without a sanitizer, because
  /// Swift's runtime keeps some of its memory.
  @Test(
    .enabled(if: ProcessInfo.processInfo.environment["PROVISO_CAMPAIGN"] != nil),
    arguments: ["address", "thread"])
  func sanitized(_ sanitizer: String) throws {
    let scratch = try Self.folder()
    if let nm = SharedLibrary.program("nm", "llvm-nm") {
      let symbols = try SharedLibrary.run(
        nm, ["-D", SharedLibrary.found.get().path], in: scratch.folder)
      let other = sanitizer == "thread" ? "__asan_init" : "__tsan_init"
      guard !symbols.output.contains(other) else {
        print("the library was built with another sanitizer than \(sanitizer)")
        return
      }
    }
    for (name, parts) in [
      ("contract", ["checks", "gates", "plans", "values", "explain", "deadlines", "bad"]),
      ("threads", ["many", "cancel", "turns", "leaks"]),
    ] {
      guard
        let program = try Self.compiled(
          name, in: scratch, options: Self.options(for: sanitizer))
      else { return }
      for part in parts {
        let run = try SharedLibrary.run(
          program, [part, scratch.folder.path], in: scratch.folder,
          with: ["ASAN_OPTIONS": "detect_leaks=0"])
        #expect(run.status == 0, "\(sanitizer) \(part): \(run.output.suffix(3000))")
      }
    }
  }
}
